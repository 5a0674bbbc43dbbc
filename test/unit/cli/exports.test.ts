import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createRandom } from '../../../lib/math/random';
import { parseTagTable } from '../../../lib/record/tags';
import { openRecording, type Recording } from '../../../nodes/ingest/recording/recording';
import { ROOT } from '../../fixtures/shared';
import { zip } from './zip-archive';

const ROWS = 130;
const START = Date.UTC(2026, 0, 5);
const MINUTE = 60_000;

const two = (n: number): string => String(n).padStart(2, '0');
const hour = (i: number): string => two(Math.floor(i / 60));
const minute = (i: number): string => two(i % 60);
const temp = (i: number): number => 60 + ((i * 7) % 13) / 8;
const press = (i: number): number => 4.5 + ((i * 5) % 11) / 32;
const comma = (value: number): string => String(value).replace('.', ',');
const iso = (i: number): string => `2026-01-05 ${hour(i)}:${minute(i)}:00`;
const german = (i: number): string => `05.01.2026 ${hour(i)}:${minute(i)}:00`;
const lines = (row: (i: number) => string, rows = ROWS): string =>
  Array.from({ length: rows }, (_, i) => row(i)).join('\n');
const plain = (i: number): string => `${iso(i)},${temp(i)},${press(i)}`;

function isInstalled(name: string): boolean {
  try {
    createRequire(__filename).resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** A .npy file of format 1. */
function npy(type: string, shape: string, values: ArrayBufferLike): Buffer {
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape}), }`.padEnd(117);
  const head = Buffer.from(`\x93NUMPY\x01\x00\x76\x00${text}\n`, 'latin1');
  return Buffer.concat([head, Buffer.from(values)]);
}

/** What an export is, its text, its tags (temp and press if absent), and what must be told. */
type Export = [what: string, text: string | Buffer, tags?: string[] | undefined, told?: RegExp];

const EXPORTS: Export[] = [
  [
    'groups above the names',
    `Time,Boiler,,Pump,\n,temp,press,temp,press\n${lines((i) => `${plain(i)},1,2`)}`,
    ['Boiler.temp', 'Boiler.press', 'Pump.temp', 'Pump.press'],
    /lines 1 and 2 name the columns together/,
  ],
  [
    'groups that are written over each name, and units below',
    `;Boiler;Boiler;Pump;Pump\nTime;temp;press;temp;press\n;°C;bar;°C;bar\n${lines((i) => `${german(i)};${comma(temp(i))};${comma(press(i))};1;2`)}`,
    ['Boiler.temp', 'Boiler.press', 'Pump.temp', 'Pump.press'],
    /lines 1 and 2 name the columns together/,
  ],
  [
    'Honeywell: tags, descriptions and units above, month first',
    `Report: Shift\nTag:,temp,press\nDescription:,Supply,Return\nUnits:,DEGC,BAR\nTimestamp,,\n${lines((i) => `1/5/2026 ${Math.floor(i / 60) || 12}:${minute(i)}:00 AM,${temp(i)},${press(i)}`)}`,
  ],
  [
    'RSView: milliseconds and a marker in columns of their own',
    `"Date","Time","Millitm","Marker","temp","press"\n${lines((i) => `"2026-01-05","${hour(i)}:${minute(i)}:00","${i * 7}","","${temp(i)}","${press(i)}"`)}`,
  ],
  [
    'DeltaV: tabs, names of months, paths as names',
    `Time Stamp\ttemp/PV.CV\tpress/PV.CV\n${lines((i) => `05-Jan-2026 ${hour(i)}:${minute(i)}:00\t${temp(i)}\t${press(i)}`)}`,
    ['temp/PV.CV', 'press/PV.CV'],
  ],
  [
    'PI DataLink: errors of its own, a remark below',
    `PI DataLink\nServer: A\n\nTimestamp,temp,press\n${lines((i) => `05-Jan-26 ${hour(i)}:${minute(i)}:00,${i === 4 ? '[-11059] No Good Data For Calculation' : temp(i)},${press(i)}`)}\n\nEnd of data\n`,
    undefined,
    /temp: 1 bad value/,
  ],
  [
    'months spelled out in German, decimal commas',
    `Zeitpunkt;temp;press\n${lines((i) => `5. Januar 2026 ${hour(i)}:${minute(i)};${comma(temp(i))};${comma(press(i))}`)}`,
  ],
  [
    'microseconds since 1970',
    `ts,temp,press\n${lines((i) => `${(START + i * MINUTE) * 1000},${temp(i)},${press(i)}`)}`,
  ],
  [
    'nanoseconds since 1970, in long form with names of measurements',
    `name,tags,time,temp,press\n${lines((i) => `pump,device=p1,${START + i * MINUTE}000000,${temp(i)},${press(i)}`)}`,
  ],
  [
    'FactoryTalk: numbers of tags',
    `"Date","Time","Millitm","TagIndex","Value","Status"\n${lines((i) => `"2026-01-05","${hour(i)}:${minute(i)}:00",0,0,${temp(i)}," "\n"2026-01-05","${hour(i)}:${minute(i)}:00",0,1,${press(i)}," "`)}`,
    ['0', '1'],
    /one row per value/,
  ],
  [
    'Home Assistant: states of entities',
    `entity_id,state,last_changed\n${lines((i) => `temp,${i === 5 ? 'unavailable' : temp(i)},2026-01-05T${hour(i)}:${minute(i)}:00.000Z\npress,${press(i)},2026-01-05T${hour(i)}:${minute(i)}:00.000Z`)}`,
    undefined,
    /"unavailable" 1/,
  ],
  [
    'numbers in turn under a name that nobody knows',
    `time;Stelle;Grad\n${lines((i) => `${iso(i)};1;${comma(temp(i))}\n${iso(i)};2;${comma(press(i))}`)}`,
    ['1', '2'],
    /one row per value/,
  ],
  [
    'a whole number that is a measurement',
    `time,temp,press,step\n${lines((i) => `${plain(i)},${i % 4}`)}`,
    ['temp', 'press', 'step'],
  ],
  [
    'WinCC trends: a time for each tag',
    `"temp Time";"temp ValueY";"press Time";"press ValueY"\n${lines((i) => `${german(i)};${comma(temp(i))};${german(i)};${comma(press(i))}`)}`,
    undefined,
    /2 parts, each with its own times/,
  ],
  [
    'a time for each tag, one series later and shorter',
    `temp Timestamp,Value,press Timestamp,Value\n${lines((i) => `${iso(i)},${temp(i)},${i + 5 < ROWS ? `${iso(i + 5)},${press(i + 5)}` : ','}`)}`,
  ],
  [
    'one number that is no time among the times',
    `timestamp,temp,press\n${lines((i) =>
      `${i === 50 ? '1e999' : START / 1000 + 60 * i},${temp(i)},${press(i)}\n${START / 1000 + 60 * i},${temp(i)},${press(i)}`
        .split('\n')
        .slice(i === 50 ? 0 : 1)
        .join('\n'),
    )}`,
    undefined,
    /1 row without a time that can be read \(line 52: "1e999"\)/,
  ],
  [
    'Date and Time with AM',
    `Date,Time,temp,press\n${lines((i) => `1/5/2026,${Math.floor(i / 60) || 12}:${minute(i)}:00 AM,${temp(i)},${press(i)}`)}`,
  ],
  [
    'dates without marks',
    `time;temp;press\n${lines((i) => `20260105 ${hour(i)}${minute(i)}00;${temp(i)};${press(i)}`)}`,
  ],
  [
    'commas before the milliseconds',
    `time;temp;press\n${lines((i) => `${german(i)},000;${comma(temp(i))};${comma(press(i))}`)}`,
  ],
  [
    'weekdays in front',
    `time,temp,press\n${lines((i) => `Mon Jan 05 2026 ${hour(i)}:${minute(i)}:00,${temp(i)},${press(i)}`)}`,
  ],
  ['a plain file', `time,temp,press\n${lines(plain)}`],
  [
    'a byte order mark, quotes and CRLF',
    `\uFEFF"time","temp","press"\r\n${lines((i) => `"${iso(i)}","${temp(i)}","${press(i)}"`).replaceAll('\n', '\r\n')}\r\n`,
  ],
  [
    'UTF-16 with tabs, as Excel saves Unicode text',
    Buffer.from(`\uFEFFtime\ttemp\tpress\n${lines((i) => plain(i).replaceAll(',', '\t'))}`, 'utf16le'),
  ],
  [
    'Windows-1252 with a degree sign',
    Buffer.from(
      `time;temp;press\n;°C;bar\n${lines((i) => `${iso(i)};${comma(temp(i))};${comma(press(i))}`)}`,
      'latin1',
    ),
    undefined,
    /line 2 holds units/,
  ],
  ['lines that end with a carriage return alone', `time,temp,press\r${lines(plain).replaceAll('\n', '\r')}`],
  ['sep=; above the header', `sep=;\ntime;temp;press\n${lines((i) => plain(i).replaceAll(',', ';'))}`],
  [
    'a delimiter at the end of rows and header',
    `time;temp;press;\n${lines((i) => `${iso(i)};${comma(temp(i))};${comma(press(i))};`)}`,
  ],
  ['a delimiter at the end of the rows alone', `time,temp,press\n${lines((i) => `${plain(i)},`)}`],
  ['bars between the cells', `time|temp|press\n${lines((i) => plain(i).replaceAll(',', '|'))}`],
  [
    'title lines, a line of units and remarks below',
    `DCS trend export\nArea;7\n\ntime;temp;press\n;degC;bar\n${lines((i) => plain(i).replaceAll(',', ';'))}\nSum;123;\nEnd of report\n`,
    undefined,
    /2 lines above the data \("DCS trend export"\).*2 lines that are no rows of data passed over \(line \d+ "Sum 123", line \d+ "End of report"\)/s,
  ],
  [
    'a line that describes the tags, and one of units in brackets',
    `time,temp,press\nWhen,Boiler outlet temperature,Drum pressure\n,[°C],[bar]\n${lines(plain)}`,
    undefined,
    /line 3 holds units/,
  ],
  ['a header behind a remark mark', `# exported by a logger\n# time,temp,press\n${lines(plain)}`],
  ['no header', lines(plain), ['t2', 't3']],
  [
    'a header that comes again',
    `time,temp,press\n${lines((i) => (i === 50 ? `time,temp,press\n${plain(i)}` : plain(i)))}`,
    undefined,
    /header came again/,
  ],
  [
    'numbers of rows in a column without a name',
    `,time,temp,press\n${lines((i) => `${i},${plain(i)}`)}`,
    undefined,
    /only counts the rows/,
  ],
  [
    'PI: month names, digital states, bad inputs',
    `Time,temp,press,STATE7\n${lines((i) => `05-Jan-26 ${hour(i)}:${minute(i)}:00.0,${i % 40 === 7 ? 'Bad Input' : temp(i)},${i === 9 ? 'I/O Timeout' : press(i)},${i % 9 > 3 ? 'RUN' : 'STOP'}`)}`,
    undefined,
    /temp: 4 bad values \("Bad Input" 4\).*press: 1 bad value/s,
  ],
  [
    'WinCC: one row per value, and its own marks',
    `"VarName";"TimeString";"VarValue";"Validity";"Time_ms"\n${lines((i) => `"temp";"${german(i)}";${comma(temp(i))};1;${comma(46_027_000 + i / 1.44)}\n"press";"${german(i)}";${comma(press(i))};1;${comma(46_027_000 + i / 1.44)}`)}\n"$RT_OFF$";"05.01.2026 02:20:00";0;2;46027111,1\n`,
    undefined,
    /one row per value.*logger itself/s,
  ],
  [
    'Ignition: t_stamp and AM',
    `"t_stamp","temp","press"\n${lines((i) => `"Jan 5, 2026 ${Math.floor(i / 60) || 12}:${minute(i)}:00 AM",${temp(i)},${press(i)}`)}`,
  ],
  [
    'AVEVA Historian: one row per value with qualities',
    `TagName,DateTime,Value,vValue,Quality,OPCQuality\n${lines((i) => `temp,${iso(i)}.0000000,${i === 5 ? '(null)' : temp(i)},${temp(i)},0,192\npress,${iso(i)}.0000000,${press(i)},${press(i)},0,192`)}`,
  ],
  ['Grafana: units in the cells', `"Time","temp","press"\n${lines((i) => `${iso(i)},${temp(i)} °C,${press(i)} bar`)}`],
  [
    'Grafana: one series below the other',
    `"Series","Time","Value"\n${lines((i) => `temp,${iso(i)},${temp(i)}`)}\n${lines((i) => `press,${iso(i)},${press(i)}`)}`,
  ],
  [
    'Flux without annotations',
    `,result,table,_start,_stop,_time,_value,_field,_measurement,host\n${['temp', 'press'].map((name, k) => lines((i) => `,_result,${k},2026-01-05T00:00:00Z,2026-01-06T00:00:00Z,2026-01-05T${hour(i)}:${minute(i)}:00Z,${k === 0 ? temp(i) : press(i)},${name},boiler,plc1`)).join('\n')}`,
  ],
  [
    'annotated CSV of three tables and two hosts',
    [
      ['temp', 'a', temp],
      ['press', 'a', press],
      ['temp', 'b', press],
    ]
      .map(
        ([name, host, of], k) =>
          `#group,false,false,false,false,true,true\n#datatype,string,long,dateTime:RFC3339,double,string,string\n#default,_result,,,,,\n,result,table,_time,_value,_field,host\n${lines((i) => `,,${k},2026-01-05T${hour(i)}:${minute(i)}:00Z,${(of as typeof temp)(i)},${name},${host}`)}`,
      )
      .join('\n\n'),
    ['a.temp', 'a.press', 'b.temp'],
    /annotated CSV of InfluxDB/,
  ],
  [
    'SQL: rows of machines that are named in each',
    `time,machine_id,temp,press\n${lines((i) => `${iso(i)},1,${temp(i)},${press(i)}\n${iso(i)},2,${press(i)},${temp(i)}`)}`,
    ['1.temp', '1.press', '2.temp', '2.press'],
  ],
  [
    'the time of day in a column of its own, day first by the line below',
    `Date,Time,temp,press\ndd/mm/yyyy,hh:mm:ss,degC,bar\n${lines((i) => `05/01/2026,${hour(i)}:${minute(i)}:00,${temp(i)},${press(i)}`)}`,
  ],
  [
    'month first, a day that could be a month',
    `Timestamp,temp,press\n${lines((i) => `1/5/2026 ${Number(hour(i))}:${minute(i)},${temp(i)},${press(i)}`)}`,
    undefined,
    /does not show whether the day or the month comes first/,
  ],
  [
    'days of Excel with decimal commas',
    `Date;temp;press\n${lines((i) => `${comma(Number((46_027 + i / 1440).toFixed(6)))};${comma(temp(i))};${comma(press(i))}`)}`,
  ],
  [
    'a time under a name of another language',
    `Horodatage;temp;press\n${lines((i) => `${german(i)};${comma(temp(i))};${comma(press(i))}`)}`,
  ],
  [
    'two times',
    `SourceTimestamp,ServerTimestamp,temp,press\n${lines((i) => `${iso(i)},${plain(i)}`)}`,
    undefined,
    /ServerTimestamp left out: SourceTimestamp is the time/,
  ],
  [
    'the newest row first',
    `time,temp,press\n${lines((i) => plain(ROWS - 1 - i))}`,
    undefined,
    /the newest row comes first; turned round/,
  ],
  [
    'rows out of order',
    `time,temp,press\n${lines((i) => plain(i % 10 === 4 ? i + 1 : i % 10 === 5 ? i - 1 : i))}`,
    undefined,
    /13 rows out of order; sorted by time/,
  ],
  [
    'qualities beside the values',
    `time,temp,temp.Quality,press,press.Quality\n${lines((i) => `${iso(i)},${temp(i)},Good,${press(i)},${i === 3 ? 'Bad' : 'Good'}`)}`,
    undefined,
    /press: 1 bad value \("quality Bad" 1\)/,
  ],
  [
    'texts in a column of their own',
    `time,temp,press,operator\n${lines((i) => `${plain(i)},${i % 2 > 0 ? 'Ann' : 'Bob'}`)}`,
    undefined,
    /operator holds texts \("Bob" 65, "Ann" 65\) and is left out/,
  ],
];

describe('what plants export', () => {
  let folder: string;
  const put = (name: string, text: string | Buffer): string => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  };
  const open = (path: string, tags?: object, more: object = {}): Promise<Recording> =>
    openRecording([path], { tags: tags && parseTagTable(tags), zone: 'UTC', stretches: undefined, ...more });
  const column = (recording: Recording, tag: string): unknown[] =>
    [...recording.messages()].map(({ values }) => values[tag]);

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [what, text, tags = ['temp', 'press'], told] of EXPORTS) {
    it(`reads ${what}`, async () => {
      const recording = await open(put('export.csv', text));
      const messages = [...recording.messages()];
      assert.deepEqual([...recording.signals.keys()].sort(), [...tags].sort());
      assert.equal(messages.length, ROWS);
      assert.deepEqual([messages[0]!.time, messages.at(-1)!.time], [START, START + (ROWS - 1) * MINUTE]);
      const [first, second] = tags as [string, string];
      const numbers = (tag: string): number[] => column(recording, tag).map((cell) => Number.parseFloat(String(cell)));
      assert.equal(numbers(first)[11], temp(11));
      assert.equal(numbers(first).at(-1), temp(ROWS - 1));
      assert.equal(numbers(second)[11], press(11));
      if (told !== undefined) assert.match(recording.notes.join('\n'), told);
    });
  }

  it('reads damaged files or refuses them with a sentence, and gives every row a time', async () => {
    const random = createRandom(3);
    const marks = [
      ';',
      ',',
      '"',
      '\n',
      '\r',
      '\t',
      '1e999',
      '#',
      '0x12',
      '\0',
      '~',
      '__proto__',
      '5/1/2026',
      'time',
      'sep=|\n',
      '#group\n',
    ];
    const kinds = EXPORTS.map(([, text]) => String(text));
    for (let k = 0; k < 400; k++) {
      let text = kinds[random.below(kinds.length)]!;
      for (let changes = random.below(10); changes > 0; changes--) {
        const at = random.below(text.length);
        const [from, to] = [at, at + random.below(40)];
        text = text.slice(0, from) + (random.below(2) > 0 ? marks[random.below(marks.length)] : '') + text.slice(to);
      }
      try {
        const messages = [...(await open(put('damaged.csv', text))).messages()];
        assert.ok(messages.every(({ time }) => Number.isFinite(time)));
      } catch (error) {
        assert.ok((error as Error).name === 'DataError', `${(error as Error).stack}\n${text.slice(0, 400)}`);
      }
    }
  });

  const NOTATIONS: [string, string, string, (number | string)[]][] = [
    ['thousands with commas', ',', '"1,299.5"|"12,345,678.0"|"899.25"|"1,300"', [1299.5, 12_345_678, 899.25, 1300]],
    [
      'thousands with points, decimal commas',
      ';',
      '1.299,5|12.345.678,0|899,25|1.300',
      [1299.5, 12_345_678, 899.25, 1300],
    ],
    [
      'thousands with narrow blanks',
      ';',
      '1\u202f299,5|12\u00a0345\u00a0678,0|899,25|1 300',
      [1299.5, 12_345_678, 899.25, 1300],
    ],
    ['Swiss thousands', ';', "1'299.5|12'345'678.0|899.25|1'300", [1299.5, 12_345_678, 899.25, 1300]],
    ['a decimal comma in quotes between commas', ',', '"59,878"|"59,9"|"60,125"|"61,5"', [59.878, 59.9, 60.125, 61.5]],
    ['exponents, signs and a minus of typesetters', ',', '1.5e3|+2|-3.25|\u22124.5', [1500, 2, -3.25, -4.5]],
    ['on and off', ',', 'ON|OFF|on|TRUE', ['ON', 'OFF', 'on', 'TRUE']],
    ['numbers with a zero in front', ';', '0,123|0,5|12,75|100', [0.123, 0.5, 12.75, 100]],
  ];
  for (const [what, delimiter, cells, expected] of NOTATIONS) {
    it(`reads ${what}`, async () => {
      const all = cells.split('|');
      const rows = lines((i) => [iso(i), all[i % 4], i].join(delimiter));
      const recording = await open(put('export.csv', `${['time', 'x', 'n'].join(delimiter)}\n${rows}\n`));
      assert.deepEqual(column(recording, 'x').slice(0, 4), expected);
      assert.ok(recording.signals.has('x'));
    });
  }

  it('gives a tag the unit of its column, from a line of units or from the cells', async () => {
    const below = await open(put('export.csv', `time,temp,press\n,°C,bar\n${lines(plain)}`));
    const inside = await open(
      put('export.csv', `time,temp,press\n${lines((i) => `${iso(i)},${temp(i)} °C,${press(i)} bar`)}`),
    );
    for (const { signals } of [below, inside]) {
      assert.deepEqual([signals.get('temp')?.unit, signals.get('press')?.unit], ['°C', 'bar']);
    }
  });

  it('names two columns of one name apart', async () => {
    const recording = await open(put('export.csv', `time,temp,temp\n${lines(plain)}`));
    assert.deepEqual([...recording.signals.keys()], ['temp', 'temp (2)']);
    assert.match(recording.notes.join(), /temp comes twice; the second is called temp \(2\)/);
  });

  it('tells of a name in the tag table that is no column, and of the one that may be meant', async () => {
    const table = { Zeitstempl: { role: 'time' }, temp: { role: 'sensor' }, flow: { role: 'sensor' } };
    const { notes } = await open(put('export.csv', `Zeitstempel,temp,press\n${lines(plain)}`), table);
    assert.match(notes.join('\n'), /names Zeitstempl \(time\), which is no column; do you mean Zeitstempel\?/);
    assert.match(
      notes.join('\n'),
      /names flow \(sensor\), which is no column; the columns are Zeitstempel, temp, press/,
    );
  });

  it('keeps the order of the file where a local clock is set back, and reads it in its zone where one is given', async () => {
    const clock = (i: number): string =>
      i < 60 ? `2025-10-26 02:${minute(i)}:00` : `2025-10-26 ${i < 120 ? '02' : '03'}:${minute(i)}:00`;
    const file = put('export.csv', `time,temp,press\n${lines((i) => `${clock(i)},${temp(i)},${press(i)}`)}`);
    const recording = await open(file);
    assert.match(recording.notes.join(), /go back by an hour once, as a local clock in autumn/);
    assert.deepEqual(
      column(recording, 'temp'),
      Array.from({ length: ROWS }, (_, i) => temp(i)),
    );
    const [first] = (
      await open(put('export.csv', `time,temp,press\n${lines(plain)}`), undefined, { zone: 'Europe/Berlin' })
    ).messages();
    assert.equal(first?.time, START - 60 * MINUTE);
  });

  it('tells what is constant, what counts, what is missing and what comes twice', async () => {
    const text = `time,temp,total,setting\n${lines((i) => `${iso(i)},${i % 5 ? temp(i) : ''},${1000 + 2 * i},5${i === 9 ? `\n${iso(i)},${temp(i)},${1000 + 2 * i},5` : ''}`)}`;
    const { quality, notes } = await open(put('export.csv', text));
    const of = (tag: string) => quality.tags.find(({ name }) => name === tag);
    assert.deepEqual([of('temp')?.missing, of('temp')?.course], [26, undefined]);
    assert.deepEqual([of('total')?.course, of('setting')?.course], ['counter', 'constant']);
    assert.deepEqual([quality.rows, quality.duplicates, quality.interval], [ROWS + 1, 1, MINUTE]);
    assert.match(notes.join(), /1 row is there twice/);
    assert.match(notes.join(), /total only grows, as a counter, .* role counter/);
    assert.doesNotMatch(notes.join(), /temp only grows|setting only grows/);
  });

  const MISTAKES: [string, string, string | Buffer, RegExp][] = [
    [
      'an Excel workbook',
      'a.csv',
      Buffer.from('PK\x03\x04 and more'),
      /a\.csv: is an Excel workbook or a zip archive; save the sheet as CSV/,
    ],
    [
      'an old Excel workbook',
      'b.csv',
      Buffer.from('d0cf11e0a1b11ae1', 'hex'),
      /b\.csv: is an Excel workbook; save the sheet as CSV/,
    ],
    [
      'a Parquet file under another name',
      'c.csv',
      Buffer.from('PAR1 and more'),
      /c\.csv: is a Parquet file; call it \.parquet/,
    ],
    [
      'texts where most times should be',
      'd.csv',
      `time,a\n${lines((i) => `${i % 3 ? 'soon' : iso(i)},1`)}`,
      /d\.csv, .*no time|is a sensor/,
    ],
    [
      'decimal commas between commas',
      'e.csv',
      `time,a,b\n${lines((i) => `${iso(i)},1,5,2,5`)}`,
      /e\.csv, line 2: has 5 cells where the header has 3, as 130 lines have; put decimal commas/,
    ],
    ['an empty file', 'f.csv', '', /f\.csv: holds no row of data/],
    ['a header alone', 'g.csv', 'time,temp\n', /g\.csv: .*no row of data|g\.csv: none of its columns/],
  ];
  for (const [what, name, text, message] of MISTAKES) {
    it(`refuses ${what} with one sentence`, async () => {
      await assert.rejects(open(put(name, text)), (error: Error) => {
        assert.equal(error.name, 'DataError');
        assert.match(error.message, message);
        return true;
      });
    });
  }

  it('reads Parquet where its reader is installed, else says how to install it', async () => {
    // Made with hyparquet-writer 0.17: time as a timestamp, temp and press as doubles, the eighth temp null.
    const file = join(ROOT, 'test', 'fixtures', 'recording.parquet');
    if (!isInstalled('hyparquet')) {
      await assert.rejects(open(file), /is a Parquet file, whose reader is not installed; run npm install hyparquet/);
      return;
    }
    const recording = await open(file);
    const expected = Array.from({ length: ROWS }, (_, i) => (i === 7 ? undefined : temp(i)));
    assert.deepEqual(column(recording, 'temp'), expected);
    assert.deepEqual(column(recording, 'press')[11], press(11));
    assert.deepEqual([...recording.messages()].at(-1)?.time, START + (ROWS - 1) * MINUTE);
    await assert.rejects(open(put('broken.parquet', 'PAR1 and nothing more')), /broken\.parquet: cannot be read/);
  });

  it('reads arrays that numpy saved together: dates, a matrix, the names of its columns', async () => {
    const dates = BigInt64Array.from({ length: ROWS }, (_, i) => BigInt(START + i * MINUTE) * 1_000_000n);
    const matrix = Float64Array.from({ length: 2 * ROWS }, (_, k) => (k % 2 > 0 ? press(k >> 1) : temp(k >> 1)));
    const names = Uint32Array.from('temp\0press', (c) => c.charCodeAt(0));
    const arrays = (deflate: boolean): Buffer =>
      zip(deflate, {
        'time.npy': npy('<M8[ns]', `${ROWS},`, dates.buffer),
        'data.npy': npy('<f8', `${ROWS}, 2`, matrix.buffer),
        'columns.npy': npy('<U5', '2,', names.buffer),
      });
    for (const deflate of [false, true]) {
      const recording = await open(put('arrays.npz', arrays(deflate)));
      assert.deepEqual([...recording.signals.keys()], ['temp', 'press']);
      assert.deepEqual(
        column(recording, 'press'),
        Array.from({ length: ROWS }, (_, i) => press(i)),
      );
      assert.equal([...recording.messages()][3]?.time, START + 3 * MINUTE);
    }
    await assert.rejects(open(put('cut.npz', arrays(true).subarray(0, 400))), /cut\.npz: is no whole zip archive/);
  });

  it('reads a folder of one file per variable, named by the files (Azure)', async () => {
    for (const [name, of] of [
      ['temp', temp],
      ['press', press],
    ] as const)
      put(`azure/${name}.csv`, `timestamp,value\n${lines((i) => `2026-01-05T${hour(i)}:${minute(i)}:00Z,${of(i)}`)}\n`);
    const recording = await open(join(folder, 'azure'));
    assert.deepEqual([...recording.signals.keys()].sort(), ['press', 'temp']);
    assert.deepEqual(column(recording, 'temp').slice(0, 3), [temp(0), temp(1), temp(2)]);
    assert.deepEqual(column(recording, 'press').slice(0, 3), [press(0), press(1), press(2)]);
  });

  it('reads folders of sensors, in files that follow each other, as one recording (Lookout for Equipment)', async () => {
    for (const [name, of] of [
      ['temp', temp],
      ['press', press],
    ] as const)
      for (const [part, from] of [
        ['2026-01', 0],
        ['2026-02', 65],
      ] as const)
        put(
          `lookout/boiler/${name}/${part}.csv`,
          `Timestamp,${name}\n${lines((i) => `${iso(from + i)}.000000,${of(from + i)}`, 65)}\n`,
        );
    const recording = await open(join(folder, 'lookout'));
    assert.deepEqual([...recording.signals.keys()].sort(), ['press', 'temp']);
    assert.deepEqual(
      column(recording, 'temp'),
      Array.from({ length: ROWS }, (_, i) => temp(i)),
    );
  });

  it('reads files of machines with the same columns apart', async () => {
    for (const name of ['pump1', 'pump2']) put(`fleet/${name}.csv`, `time,temp,press\n${lines(plain)}`);
    const recording = await open(join(folder, 'fleet'));
    assert.deepEqual([...recording.signals.keys()], ['pump1.temp', 'pump1.press', 'pump2.temp', 'pump2.press']);
  });
});
