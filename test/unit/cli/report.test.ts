import assert from 'node:assert/strict';
import { Episodes } from '../../../cli/episodes';
import { parseOptions } from '../../../cli/options';
import { measure } from '../../../cli/outcome';
import { type Bucket, Buckets } from '../../../cli/report/buckets';
import { Collector } from '../../../cli/report/collector';
import { reportPage } from '../../../cli/report/page';
import { scoreScale } from '../../../cli/report/scale';
import type { TwinRecord } from '../../../lib/record';

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

  it('is one page that needs no other file and no network', () => {
    const collector = new Collector();
    for (let row = 0; row < 50; row++)
      collector.add(row, scored(row === 40 ? 9 : 1, { T1: 0.8, T2: 0.2 }), row === 40 ? 1 : 0);
    const page = reportPage({
      title: 'a <b> test',
      settings: [['seed', '1']],
      metrics: [['AUC', 1, 'all']],
      labelled: true,
      episodes: [
        { start: 40, end: 42, kind: 'sensor-fault', severity: 'low', confidence: 0.9, sentence: 'T1 </script> left' },
      ],
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
        posture: '',
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
      episodes.add(row, record);
    });
    episodes.close();
    assert.deepEqual(
      episodes.list.map(({ start, end, kind }) => [start, end, kind]),
      [
        [1, 3, 'cyber-attack'],
        [4, 5, 'undetermined'],
        [5, 6, 'undetermined'],
      ],
    );
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
  });

  const mistakes: [string[], RegExp][] = [
    [complete.slice(2), /^--train is missing; give a file$/],
    [['--detector', 'autoencoder'], /^--train, --test and --out are missing; give files$/],
    [complete.slice(0, 4), /^--out is missing; give a file\. --detector is missing; give autoencoder or dual-branch$/],
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
