import assert from 'node:assert/strict';
import { Episodes } from '../../../cli/episodes';
import { parseOptions } from '../../../cli/options';
import { measure } from '../../../cli/outcome';
import { type Bucket, Buckets } from '../../../cli/report/buckets';
import { Collector } from '../../../cli/report/collector';
import type { Episode, ReportContent } from '../../../cli/report/content';
import { reportPage } from '../../../cli/report/page';
import { scoreScale } from '../../../cli/report/scale';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import type { Quality } from '../../../nodes/ingest/recording/quality';

const bucket = (row: number, score: number, blame: [string, number][] = []): Bucket => ({
  row,
  rows: 1,
  time: row * 1000,
  low: score,
  high: score,
  limit: 2,
  truth: 0,
  blame: new Map(blame),
});

const scored = (score: number, contributions: Record<string, number>): TwinRecord => ({
  asset: 'twin',
  time: 0,
  values: {},
  score,
  threshold: 2,
  anomaly: score > 2,
  contributions,
});

const ALARM: Episode = {
  start: 40,
  end: 42,
  from: Date.UTC(2026, 0, 5, 6),
  to: Date.UTC(2026, 0, 5, 8, 30),
  kind: 'sensor-fault',
  severity: 'low',
  confidence: 0.9,
  sentence: 'T1 left',
  tags: ['T1'],
  traces: [{ tag: 'T1', rows: [39, 40, 41], measured: [60, 70.5, 71.5], expected: [60, 60.2, Number.NaN] }],
};

const QUALITY: Quality = {
  rows: 200,
  span: [Date.UTC(2026, 0, 5), Date.UTC(2026, 0, 6)],
  interval: 60_000,
  gaps: 1,
  longestGap: 7_200_000,
  duplicates: 3,
  notes: [],
  tags: [
    {
      name: 'T1',
      role: 'sensor',
      unit: '°C',
      missing: 20,
      bad: 2,
      badShown: '"Bad Input" 2',
      min: 58,
      max: 61,
      course: undefined,
    },
    {
      name: 'total',
      role: 'sensor',
      unit: undefined,
      missing: 0,
      bad: 0,
      badShown: '',
      min: 1,
      max: 9,
      course: 'counter',
    },
    {
      name: 'flow',
      role: 'sensor',
      unit: undefined,
      missing: 0,
      bad: 0,
      badShown: '',
      min: 1,
      max: 9,
      course: undefined,
    },
  ],
};

const page = (rows: readonly (TwinRecord | undefined)[], more: Partial<ReportContent> = {}): string => {
  const collector = new Collector();
  rows.forEach((record, row) => {
    collector.add(Date.UTC(2026, 0, 5) + row * 60_000, record, undefined);
  });
  const budget = 'false alarms: promised one in 7 days; realised so far: 0 alarms in 0.01 days';
  const empty = { settings: [], metrics: [], data: [], training: [], episodes: [] };
  const rest = { title: 'Backtest', labelled: false, budget, ...empty };
  return reportPage({ ...rest, ...collector.content(), ...more });
};

describe('the report', () => {
  it('sums rows up in a bounded number of buckets and loses none', () => {
    const buckets = new Buckets(8);
    for (let row = 0; row < 1000; row++) buckets.add(bucket(row, row === 777 ? 50 : 1, [['T1', 0.5]]));
    const { list } = buckets;
    assert.ok(list.length <= 8);
    assert.equal(
      list.reduce((sum, b) => sum + b.rows, 0),
      1000,
    );
    assert.deepEqual(
      list.map((b) => b.row),
      [...list.keys()].map((i) => i * 128),
    );
    assert.equal(Math.max(...list.map((b) => b.high)), 50);
    assert.equal(
      list.reduce((sum, b) => sum + b.blame.get('T1')!, 0),
      500,
    );
  });

  it('leaves rows without a score out of a bucket', () => {
    const buckets = new Buckets(2);
    for (const score of [Number.NaN, 3, Number.NaN, 1]) buckets.add(bucket(buckets.list.length, score));
    assert.deepEqual(
      buckets.list.map((b) => [b.low, b.high]),
      [
        [3, 3],
        [1, 1],
      ],
    );
  });

  it('places scores on a logarithmic scale between 0 and 1', () => {
    const scale = scoreScale([0, 0.1, 1, 10, 100]);
    assert.equal(scale.place(100), 1);
    assert.equal(scale.place(0), 0);
    assert.ok(scale.ticks.includes(1) && scale.ticks.includes(10));
  });

  it('shows what the score is made of, in all rows and beyond the limit', () => {
    const record = (position: number, anomaly: boolean): TwinRecord => ({
      ...scored(anomaly ? 9 : 1, { T1: 1 }),
      parts: { position, 'bands <b>': 1 - position },
      anomaly,
    });
    const html = page([record(0.5, false), record(0.5, false), record(0.5, false), record(0.1, true), undefined]);
    assert.match(html, /<td>position<\/td><td class="number">40 %<\/td><td class="number">10 %<\/td>/);
    assert.match(html, /<td>bands &#60;b&#62;<\/td><td class="number">60 %<\/td><td class="number">90 %<\/td>/);
    // Nothing was beyond the limit, or nothing was scored.
    assert.match(page([record(1, false)]), /<td>position<\/td><td class="number">100 %<\/td><td class="number"><\/td>/);
    assert.doesNotMatch(page([undefined]), /What the score is made of/);
  });

  it('is one page that needs no other file and no network', () => {
    const collector = new Collector();
    for (let row = 0; row < 50; row++)
      collector.add(row, scored(row === 40 ? 9 : 1, { T1: 0.8, T2: 0.2 }), row === 40 ? 1 : 0);
    const page = reportPage({
      title: 'a <b> test',
      settings: [['seed', '1']],
      metrics: [['AUC', 1, 'all']],
      labelled: true,
      budget: 'false alarms: promised one in 7 days; realised so far: 0 alarms in 0.01 days',
      data: [],
      training: [],
      episodes: [{ ...ALARM, sentence: 'T1 </script> left' }],
      ...collector.content(),
    });
    assert.doesNotMatch(page, /(src|href)=|https?:|@import|url\(/);
    assert.match(page, /prefers-color-scheme: dark/);
    assert.match(page, /T1 &#60;\/script&#62; left/);
    assert.equal(page.split('</script>').length, 3, 'no text can close the script');
    for (const part of [
      'class="score"',
      'class="limit"',
      'class="truth"',
      'class="blame"',
      'class="anomalous"',
      'kind sensor-fault',
    ]) {
      assert.ok(page.includes(part), part);
    }
  });

  it('says of an alarm at which posture it stood, unless that was normal', () => {
    const at = (level: 'normal' | 'high'): string => {
      const episodes = new Episodes();
      const { kind, severity, confidence, sentence, tags } = ALARM;
      const decision = {
        kind,
        severity,
        confidence,
        sentence,
        tags: [...tags],
        pattern: '',
        evidence: [],
        since: 0,
        alarm: '',
      };
      const posture = { level, why: 'attacks', since: 0, commands: 'low' } as const;
      episodes.add(0, 0, { ...scored(3, {}), decision: decision as never, posture });
      episodes.close();
      return page([scored(1, {})], { episodes: episodes.list });
    };
    assert.match(at('high'), /% sure, posture high/);
    assert.doesNotMatch(at('normal'), /posture/);
  });

  it('takes neighbouring rows with a decision for one alarm, known by its last judgement', () => {
    const episodes = new Episodes();
    const decided = (kind: 'undetermined' | 'cyber-attack', since = 1): TwinRecord => ({
      ...scored(3, {}),
      decision: {
        kind,
        pattern: '',
        severity: 'high',
        confidence: 0.7,
        evidence: [],
        tags: [],
        since,
        sentence: kind,
        alarm: '',
      },
    });
    const rows = [
      undefined,
      decided('undetermined'),
      decided('cyber-attack'),
      scored(1, {}),
      decided('undetermined', 4),
      decided('undetermined', 5),
    ];
    rows.forEach((record, row) => {
      episodes.add(row, row * 1000, record);
    });
    episodes.close();
    assert.deepEqual(
      episodes.list.map(({ start, end, from, to, kind }) => [start, end, from, to, kind]),
      [
        [1, 3, 1000, 2000, 'cyber-attack'],
        [4, 5, 4000, 4000, 'undetermined'],
        [5, 6, 5000, 5000, 'undetermined'],
      ],
    );
  });

  it('draws the limit into the histogram, also when the last rows have none', () => {
    const rows = [...Array.from({ length: 40 }, () => scored(1, {})), undefined, undefined];
    assert.match(page(rows), /<line class="limit" x1="[\d.]+"/);
    assert.match(page(rows), /the dashed line is the last limit, 2\b/);
    assert.match(page([undefined]), /there never was a limit/);
  });

  it('keeps a limit above all scores inside of the histogram', () => {
    const rows = Array.from({ length: 40 }, (_, i) => scored(0.1 + i / 1000, {}));
    const [, at = ''] = /<line class="limit" x1="([\d.]+)"/.exec(page(rows)) ?? [];
    const bars = [...page(rows).matchAll(/<rect class="normal" x="(\d+)"/g)].map(([, x]) => Number(x));
    assert.ok(Number(at) > Math.max(...bars) + 1, `${at} is right of all bars`);
  });

  it('says of an alarm when it was, how long, which tags, and what they read against what they should have', () => {
    const text = page([scored(1, {})], { episodes: [ALARM] });
    assert.match(text, /2026-01-05 06:00:00 <small>2\.5 h &#183; rows 40 to 41/);
    assert.match(text, /low, 90 % sure: <b>T1<\/b>/);
    assert.match(text, /T1: <span class="measured">measured 71<\/span>, <span class="expected">expected 60\.2<\/span>/);
    assert.match(text, /<path class="expected" d="M39\.5 [\d.]+L40\.5 [\d.]+"\/><path class="measured" d="M39\.5 /);
    assert.match(text, /One alarm was raised, it lasted 2\.5 h\./);
  });

  it('begins with the quality of the data, what is odd first', () => {
    const data = [{ use: 'test', name: 'week.csv', quality: QUALITY, notes: ['line 2 holds units'] }];
    const text = page([scored(1, {})], { data });
    assert.ok(text.indexOf('Quality of the data') < text.indexOf('Score and limit'));
    assert.match(
      text,
      /200 rows, one every 1 min &#183; 2026-01-05 00:00:00 to 2026-01-06 00:00:00 UTC &#183; 1 gap, the longest 2 h &#183; 3 rows twice/,
    );
    assert.match(text, /<li>line 2 holds units<\/li>/);
    assert.match(
      text,
      /T1<\/td><td>sensor<\/td><td>58 to 61 °C<\/td><td>20 \(10 %\)<\/td><td>2 \(1 %\): &#34;Bad Input&#34; 2</,
    );
    assert.match(text, /counter/);
    assert.match(text, /<summary>1 tag without a remark<\/summary>/);
  });

  it('shows hostile names of tags, files and kinds as text, wherever they stand', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const quality = {
      ...QUALITY,
      tags: QUALITY.tags.map((tag) => ({ ...tag, name: evil, unit: evil, badShown: evil })),
    };
    const text = page([scored(3, { [evil]: 1 })], {
      title: evil,
      settings: [[evil, evil]],
      data: [{ use: 'test', name: evil, quality, notes: [evil] }],
      training: [evil],
      episodes: [
        {
          ...ALARM,
          kind: evil,
          severity: evil,
          sentence: evil,
          tags: [evil],
          traces: [{ ...ALARM.traces[0]!, tag: evil }],
        },
      ],
    });
    // In the data for the script it is JSON, in which a tag cannot begin.
    assert.ok(!text.includes('<img'));
    for (const [attribute] of text.matchAll(/(?:title|class|aria-label)="[^"]*"/g))
      assert.doesNotMatch(attribute, /onerror=alert\(1\)>/);
  });

  it('keeps what the blamed tags read around an alarm, however long it is', () => {
    const episodes = new Episodes();
    const of = (row: number): TwinRecord => ({ ...scored(3, {}), values: { T1: row, T2: 1 }, expected: { T1: 5 } });
    const alarm: Decision = {
      kind: 'sensor-fault',
      pattern: '',
      severity: 'low',
      confidence: 0.7,
      evidence: [],
      tags: ['T1'],
      since: 1,
      sentence: '',
      alarm: '',
    };
    for (let row = 0; row < 6000; row++) {
      const open = row >= 100 && row < 5100;
      episodes.add(row, row, open ? { ...of(row), decision: alarm } : of(row));
    }
    episodes.close();
    const [trace, ...more] = episodes.list[0]!.traces;
    assert.deepEqual([trace?.tag, more], ['T1', []]);
    assert.deepEqual(trace?.rows, trace?.measured, 'each value stands at its row');
    assert.ok(trace!.rows.length < 400);
    assert.ok(trace!.rows[0]! >= 60 && trace!.rows[0]! < 100, 'begins shortly before');
    assert.ok(trace!.rows.at(-1)! >= 5100 && trace!.rows.at(-1)! < 5140, 'ends shortly after');
    assert.ok(trace!.expected.every((value) => value === 5));
  });

  it('compares with labels, and says nothing without anomalous rows', () => {
    const outcome = { labels: [0, 0, 1, 1], scores: [undefined, 1, 5, 4], anomalies: [0, 0, 1, 0] };
    const metrics = new Map(measure(outcome, []).map(([name, value]) => [name, value]));
    assert.equal(metrics.get('AUC'), 1);
    assert.equal(metrics.get('precision'), 1);
    assert.equal(metrics.get('recall'), 0.5);
    assert.deepEqual(measure({ labels: [0], scores: [1], anomalies: [0] }, []), []);
  });
});

describe('the options of backtest', () => {
  const complete = ['--train', 'a.csv', '--test', 'b.csv', '--detector', 'autoencoder', '--out', 'c.csv'];

  it('reads them', () => {
    const options = parseOptions([...complete, '--seed', '7']);
    assert.ok(options !== 'help');
    assert.deepEqual(
      [options.train, options.detector, options.seed, options.report],
      [['a.csv'], 'autoencoder', 7, undefined],
    );
    assert.equal(parseOptions(['--help']), 'help');
    // What somebody wants to see first is the report.
    const short = parseOptions([...complete.slice(0, 4), '--report', 'r.html']);
    assert.deepEqual(short !== 'help' && [short.detector, short.out, short.report], [
      'autoencoder',
      undefined,
      'r.html',
    ]);
  });

  const mistakes: [string[], RegExp][] = [
    [complete.slice(2), /^--train is missing; give a file$/],
    [['--detector', 'autoencoder'], /^--train, --test and --out are missing; give files$/],
    [complete.slice(0, 4), /^--out is missing; give a file$/],
    // Who has one recording is told both ways.
    [['--train', 'a.csv', '--report', 'r.html'], /^--test is missing; give a file, or with --split a time from which/],
    [['a.csv'], /^a\.csv stands by itself; say what it is, as in --train a\.csv$/],
    [[...complete, '--split', 'soon'], /^--split soon: give a time such as 2026-06-01 or 2026-06-01T06:00:00$/],
    [[...complete, '--zone', 'Mars'], /^--zone Mars: give UTC, local, \+02:00 or a name such as Europe\/Berlin$/],
    [complete.with(5, 'magic'), /^--detector magic: give autoencoder/],
    [[...complete, '--seed', 'x'], /^--seed x: give a whole number of at least 0$/],
    [[...complete, '--window', '9'], /^--window belongs to the dual-branch detector/],
    [[...complete, '--budget', 'a week'], /^--budget a week: give days \(2d\), hours \(12h\) or records \(5000\)/],
    [[...complete, '--budget', '0d'], /^--budget 0d: give/],
    [[...complete, '--speed', '9'], /^Unknown option '--speed'; twin-guard backtest --help tells the options$/],
  ];
  for (const [argv, message] of mistakes) {
    it(`says in one line: ${message.source}`, () => {
      assert.throws(() => parseOptions(argv), { name: 'UsageError', message });
    });
  }
});
