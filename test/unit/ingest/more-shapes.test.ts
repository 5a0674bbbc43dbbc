import type { Message } from '../../../nodes/ingest/reading';
import { type Case, checkCase } from './case-check';
import { START } from './helper';

const T = START + 1000;
const ISO = '2026-01-01T00:00:01Z';
/** Messages arrive here, so that the arrival is no time of a source. */
const ARRIVAL = T;

type Wanted = NonNullable<Case['expected']['records']>[number];

/** @param tags all that may have a value */
function right(what: string, payload: unknown, records: readonly Wanted[], tags: readonly string[]): void {
  const message: Message = { topic: 'p', payload };
  it(what, () => checkCase({ messages: [message], expected: { records, errors: 0, tags } }));
}

describe('values in unusual nesting are read by name', () => {
  right(
    'pairs of a name and a value',
    {
      ts: T - 500,
      data: [
        ['temp', 61.5],
        ['mode', 'AUTO'],
        ['press', 4],
      ],
    },
    [{ asset: 'p', time: T - 500, values: { temp: 61.5, press: 4 } }],
    ['temp', 'press'],
  );
  right(
    'pairs of names and texts that are numbers are not taken by their place either',
    [
      ['flow', 1.5],
      ['level', '2.5'],
    ],
    [{ values: { flow: 1.5, level: 2.5 } }],
    ['flow', 'level'],
  );
  right(
    'rows with times in a list that is called after what it measures',
    {
      boiler: [
        { time: ISO, temp: 60 },
        { time: '2026-01-01T00:00:02Z', temp: 61 },
      ],
    },
    [
      { time: T, values: { 'boiler.temp': 60 } },
      { time: T + 1000, values: { 'boiler.temp': 61 } },
    ],
    ['boiler.temp'],
  );
  right(
    'feeds of ThingSpeak',
    { channel: { id: 9, name: 'room' }, feeds: [{ created_at: ISO, field1: '21.5', field2: '40' }] },
    [{ time: T, values: { field1: 21.5, field2: 40 } }],
    ['field1', 'field2', 'id'],
  );
  right(
    'Ubidots: a value with a context beside one without',
    { temp: { value: 61.5, timestamp: T, context: { lat: 1 } }, press: { value: 4, timestamp: T } },
    [{ time: T, values: { temp: 61.5, press: 4 } }],
    ['temp', 'press'],
  );
  right(
    'an identifier that looks like a number in the notation of science is none',
    { devEUI: '24e1', deviceName: 'EM300', time: ISO, data: { temperature: 21.5 } },
    [{ asset: 'EM300', time: T, values: { 'data.temperature': 21.5 } }],
    ['data.temperature'],
  );
  right(
    'a serial number of digits beside the device',
    { serial: '00417', device: 'd1', time: ISO, temp: 5 },
    [{ asset: 'd1', time: T, values: { temp: 5 } }],
    ['temp'],
  );
});

describe('lists of values beside a list of offsets', () => {
  const series = { $_time: [0, 500, 1000], temperature: [45.4, 46.2, 44.2], pressure: [1, 2, 3] };
  const wanted = (asset: string): Wanted[] => [
    { asset, time: T, values: { temperature: 45.4, pressure: 1 } },
    { asset, time: T + 500, values: { temperature: 46.2, pressure: 2 } },
    { asset, time: T + 1000, values: { temperature: 44.2, pressure: 3 } },
  ];
  const tags = ['temperature', 'pressure'];
  right(
    'PPMP, version 2',
    { 'content-spec': 'v2', device: { deviceID: 'm1' }, measurements: [{ ts: ISO, series }] },
    wanted('m1'),
    tags,
  );
  right(
    'PPMP, version 3',
    {
      device: { id: 'm1' },
      measurements: [{ context: { temperature: { unit: 'Cel' } }, ts: ISO, series: { ...series } }],
    },
    wanted('m1'),
    tags,
  );
  const { $_time, ...values } = series;
  right(
    'in seconds, as the name says',
    { machine: 'm2', start: ISO, waves: { time_s: $_time.map((ms) => ms / 1000), ...values } },
    wanted('m2'),
    tags,
  );
});

describe('events of Azure Event Grid', () => {
  const system = { 'iothub-connection-device-id': 'pump1', 'iothub-enqueuedtime': ISO };
  const event = (data: unknown): object => ({
    id: '1',
    topic: '/subscriptions/x',
    subject: 'devices/pump1',
    eventType: 'Microsoft.Devices.DeviceTelemetry',
    eventTime: ISO,
    data,
    dataVersion: '',
    metadataVersion: '1',
  });
  const wanted = [{ asset: 'pump1', time: T, values: { temp: 61.5 } }];
  right('in a list, with telemetry of IoT Hub', [event({ body: { temp: 61.5 }, systemProperties: system })], wanted, [
    'temp',
  ]);
  const body = Buffer.from('{"temp":61.5}').toString('base64');
  right('with a body in base64', event({ body, systemProperties: system }), wanted, ['temp']);
  const custom = { ...event({ temp: 61.5 }), subject: 'site/pump1', eventType: 'Plant.Measured' };
  right('of a type of ones own', custom, [{ asset: 'site/pump1', time: T, values: { temp: 61.5 } }], ['temp']);
});

describe('MTConnect, the JSON of version 2', () => {
  const samples = {
    Position: { dataItemId: 'x2', timestamp: ISO, name: 'Xpos', sequence: '20', value: '1.5' },
    Load: { dataItemId: 'x3', timestamp: ISO, sequence: '21', value: 'UNAVAILABLE' },
  };
  const spindle = { RotaryVelocity: [{ dataItemId: 's1', timestamp: ISO, sequence: 22, value: 1480 }] };
  const streams = (of: unknown): object => ({
    MTConnectStreams: { Header: { creationTime: ISO, instanceId: 1, version: '2.0' }, Streams: { DeviceStream: of } },
  });
  const components = [
    { component: 'Linear', name: 'X', Samples: samples },
    { component: 'Rotary', name: 'S', Samples: spindle, Condition: { Normal: [{ dataItemId: 'c1', timestamp: ISO }] } },
  ];
  right(
    'names every data item, and the device around them',
    streams({ name: 'VMC', uuid: '000', ComponentStream: components }),
    [{ asset: 'VMC', time: T, values: { Xpos: 1.5, s1: 1480 }, quality: { x3: 'bad' } }],
    ['Xpos', 's1'],
  );
  right(
    'keeps two devices apart',
    streams([
      { name: 'A', ComponentStream: components.slice(0, 1) },
      { uuid: 'B', ComponentStream: components.slice(1) },
    ]),
    [
      { asset: 'A', values: { Xpos: 1.5 } },
      { asset: 'B', values: { s1: 1480 } },
    ],
    ['Xpos', 's1'],
  );
});

describe('times in unusual names and shapes', () => {
  const cases: [string, object, number][] = [
    ['year, month and so on in keys of their own', { year: 2026, month: 1, day: 1, hour: 0, minute: 0, second: 1 }, T],
    ['the same as texts, without seconds', { yyyy: '2026', mm: '01', dd: '01', hh: '00', min: '00' }, START],
    ["a list, as Java's LocalDateTime becomes JSON", { time: [2026, 1, 1, 0, 0, 1, 500_000_000] }, T + 500],
    ['a list without seconds', { timestamp: [2026, 1, 1, 0, 0] }, START],
    ['beside what names the device', { meta: { timestamp: ISO, deviceId: 'd9' } }, T],
    ['of a header that names the machine', { header: { machine: 'd9', ts: T - 7 } }, T - 7],
    ['sent', { sent: ISO }, T],
    ['mosquitto_sub', { tst: '2026-01-01T01:00:01.000000Z+0100' }, T],
  ];
  for (const [what, time, ms] of cases)
    right(what, { ...time, temp: 61.5 }, [{ time: ms, values: { temp: 61.5 } }], ['temp']);

  right(
    'what is called like a part of a date and holds a list, or what cannot be written as a text',
    { tag: [Symbol('s')], year: Object.create(null), temp: 61.5 },
    [{ time: ARRIVAL, values: { temp: 61.5 } }],
    ['temp'],
  );
  right(
    'columns for year, month and so on',
    'year,month,day,hour,minute,second,temp\n2026,1,1,0,0,1,61.5\n2026,1,1,0,0,2,61.6\n',
    [
      { time: T, values: { temp: 61.5 } },
      { time: T + 1000, values: { temp: 61.6 } },
    ],
    ['temp'],
  );
  const unset: [string, unknown][] = [
    ['0', { timestamp: 0, temp: 61.5 }],
    ['the text of 0', { ts: '0', temp: 61.5 }],
    ['the first moment of 1970', { time: '1970-01-01T00:00:00Z', temp: 61.5 }],
    ['0 in named values', { values: [{ id: 'temp', v: 61.5, t: 0 }] }],
    ['0 beside one value', { temp: { value: 61.5, timestamp: 0 } }],
  ];
  for (const [what, payload] of unset)
    right(`${what} is no time: the arrival counts`, payload, [{ time: ARRIVAL, values: { temp: 61.5 } }], ['temp']);
});

describe('CSV messages', () => {
  right(
    'without a header, with times',
    '2026-01-01 00:00:01,1,2\n2026-01-01 00:00:02,3,4\n',
    [
      { time: T, values: { t2: 1, t3: 2 } },
      { time: T + 1000, values: { t2: 3, t3: 4 } },
    ],
    ['t2', 't3'],
  );
  right(
    'of one row without a header',
    '2026-01-01T00:00:01Z,61.5,4',
    [{ time: T, values: { t2: 61.5, t3: 4 } }],
    ['t2', 't3'],
  );
  right(
    'without a header, the time of day in a column of its own',
    '01.01.2026;00:00:01;61,5\n01.01.2026;00:00:02;61,75\n',
    [{ time: T, values: { t3: 61.5 } }],
    ['t3'],
  );
  right(
    'with a column of qualities beside each value',
    'time,T1,T1.Quality,P1.Value,P1.Quality\n2026-01-01 00:00:01,1,192,2,Bad\n2026-01-01 00:00:02,3,0,4,Good\n',
    [
      { time: T, values: { T1: 1 }, quality: { 'P1.Value': 'bad' } },
      { time: T + 1000, values: { 'P1.Value': 4 }, quality: { T1: 'bad' } },
    ],
    ['T1', 'P1.Value'],
  );
});
