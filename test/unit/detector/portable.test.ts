import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { RecordJudge } from '../../../lib/detector/live/record-judge';
import { type Model, readModel } from '../../../lib/detector/models/model';
import { exportModel, importModel } from '../../../lib/detector/models/portable';
import { DETECTOR_ORDERS } from '../../../lib/detector/settings';
import { parseOrder } from '../../../lib/layer/orders';
import { Bench } from './bench';
import { normalRows, recordOf } from './plant';

type Json = Record<string, unknown>;
interface File extends Json {
  files: Record<string, { bytes: number; sha256: string; content: string }>;
}

const SETTINGS = { grow: false, exam: false };

async function learned(kind: 'autoencoder' | 'dual-branch', settings: object = SETTINGS): Promise<Model> {
  const bench = new Bench(settings, kind);
  await bench.learn();
  const model = readModel(bench.context.models.get()!);
  bench.close();
  return model;
}

/** Everything that a model says about a stretch of records, to the last bit. */
function said(model: Model): string {
  const judge = new RecordJudge(model);
  const all = normalRows(300, 9).map((values, t) => {
    const record = recordOf(t > 200 && t < 220 ? { ...values, a: 5 } : values, t);
    judge.judge(
      record,
      model.features,
      Float64Array.from(model.features, (name) => record.values[name]!),
      0.5,
    );
    return [record.score, record.contributions, record.expected, record.parts];
  });
  judge.dispose();
  return JSON.stringify(all);
}

function fileOf(model: Model): File {
  return JSON.parse(exportModel(model).toString()) as File;
}

/** A file whose part was changed by somebody who knows how hashes are made. */
function forged(file: File, name: string, change: (json: Json) => void): File {
  const json = JSON.parse(Buffer.from(file.files[name]!.content, 'base64').toString()) as Json;
  change(json);
  const bytes = Buffer.from(JSON.stringify(json));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return {
    ...file,
    files: { ...file.files, [name]: { bytes: bytes.length, sha256, content: bytes.toString('base64') } },
  };
}

describe('a model as one file', function () {
  this.timeout(120_000);
  let model: Model;
  let file: File;
  before(async () => {
    model = await learned('autoencoder');
    file = fileOf(model);
  });

  for (const [kind, settings] of [
    ['autoencoder', { ...SETTINGS, records: 1000, epochs: 1 }],
    ['autoencoder', { ...SETTINGS, score: 'paper' }],
    ['dual-branch', SETTINGS],
  ] as const) {
    it(`${kind}, ${JSON.stringify(settings)}: goes round and says the same to the last bit`, async () => {
      const bench = new Bench(settings, kind);
      bench.feed((settings as { records?: number }).records ?? 90);
      await bench.layer.settled();
      const made = readModel(bench.context.models.get()!);
      bench.close();
      const bytes = exportModel(made);
      const again = importModel(bytes);
      assert.equal(again.id, made.id);
      assert.equal(said(again), said(made));
      assert.deepEqual(exportModel(again), bytes);
      // As text, and as what a JSON node made of it.
      for (const content of [bytes.toString(), JSON.parse(bytes.toString()) as object]) {
        assert.equal(importModel(content).id, made.id);
      }
    });
  }

  it('says in clear text what it is', () => {
    assert.equal(file['node'], 'twin-autoencoder');
    assert.equal(file['model'], model.id);
    assert.deepEqual((file['features'] as Json[])[0], { name: 'a', kind: 'measured' });
  });

  it('is refused when it is something else, in one sentence', () => {
    for (const [content, text] of [
      [undefined, /^is missing; send what twin-guard models export wrote$/],
      [7, /^is 7; send/],
      [[1, 2], /^is an array of 2; send/],
      ['', /no model file: it is not JSON/],
      ['[1]', /no model file: it is not JSON/],
      [Buffer.from([0x50, 0x4b, 3, 4]), /no model file: it is not JSON/],
      [exportModel(model).subarray(0, 5000), /not all of it is there/],
      [{}, /no model file: its format is missing/],
      [{ ...file, format: 'onnx' }, /its format is the text "onnx"/],
      [{ ...file, version: 2 }, /of a newer version of this package \(format 2, known: 1\); update/],
      [{ ...file, version: '1' }, /its version is the text "1"/],
      [{ ...file, files: [] }, /its files are an array/],
      [{ ...file, files: {} }, /lacks graph\.json/],
      [
        { ...file, files: { ...file.files, '../../x': file.files['graph.json'] } },
        /holds the text "\.\.\/\.\.\/x", which no model/,
      ],
      [{ ...file, more: 1 }, /holds the text "more", which no model has/],
      [JSON.stringify(file).replace('{', '{"__proto__":{"x":1},'), /holds the text "__proto__", which no model has/],
      [{ ...file, node: 'twin-dual-branch' }, /was changed, or is damaged: its node does not fit/],
      [{ ...file, model: '0'.repeat(12) }, /its model does not fit/],
      [{ ...file, sha256: '0'.repeat(64) }, /its sha256 does not fit/],
      [Buffer.alloc(64 * 1024 * 1024 + 1, 0x20), /has 67108865 bytes; 67108864 are possible/],
    ] as const) {
      assert.throws(
        () => importModel(content),
        (error: Error) => {
          assert.match(error.message, text);
          return !error.message.includes('\n') && error.message.length < 300;
        },
      );
    }
  });

  it('is refused when what it holds is no model, whatever the hashes say', () => {
    const passport = (change: Json) => forged(file, 'passport.json', (json) => void Object.assign(json, change));
    const inside = (name: string, change: Json) =>
      forged(file, 'passport.json', (json) => void Object.assign(json[name] as Json, change));
    const graph = (change: (json: Json) => void) => forged(file, 'graph.json', change);
    const part = (change: Json) =>
      forged(file, 'passport.json', (json) => void Object.assign((json['parts'] as Json[])[0]!, change));
    const cases: readonly (readonly [File, RegExp])[] = [
      [passport({ format: 99 }), /made by a newer version/],
      [passport({ format: 1 }), /made by an older version/],
      [passport({ format: {} }), /its format is an object/],
      [passport({ features: ['a', 'b', 'c', 'd', '__proto__'] }), /its features should be 1 to \d+ names/],
      [passport({ features: ['a', 'a', 'c', 'd', 'e'] }), /a name twice/],
      [passport({ features: [] }), /its features/],
      [passport({ features: Array.from({ length: 100_000 }, (_, i) => `t${i}`) }), /its features/],
      [passport({ features: 'abcde' }), /its features/],
      [passport({ features: ['a', 'b'] }), /5|2 numbers/],
      [passport({ node: 7 }), /its node should be a name, found 7/],
      [passport({ notes: [{}] }), /its notes/],
      [passport({ device: 'x'.repeat(5000) }), /its device/],
      [passport({ calibration: [3, 2, 1] }), /its calibration/],
      [passport({ calibration: ['1'] }), /its calibration/],
      [passport({ episodes: { count: 5, records: 2 } }), /its episodes/],
      [passport({ episodes: [5, 9] }), /its episodes/],
      [passport({ parts: [] }), /its score/],
      [passport({ parts: {} }), /its score/],
      [passport({ scaling: null }), /its scaling/],
      [inside('scaling', { center: [1, 2] }), /centers of its scaling should be 5 numbers/],
      [inside('scaling', { scale: [0, 0, 0, 0, 0] }), /divides by 0/],
      [inside('scaling', { knots: [[1], 'x'] }), /knots/],
      [inside('blueprint', { window: 1e9 }), /its window/],
      [inside('blueprint', { window: 2 }), /its context|does not take 2 rows/],
      [inside('blueprint', { kinds: ['x'] }), /kinds of its features/],
      [inside('blueprint', { input: 'x' }), /its input/],
      [inside('blueprint', { shown: ['nothing'] }), /no output "nothing"/],
      [inside('training', { rows: -1 }), /its training/],
      [inside('training', { settings: [] }), /its settings/],
      [part({ weight: -1 }), /weight of its part/],
      [part({ combine: 'x' }), /weight of its part/],
      [part({ facts: null }), /part \w+ of its score/],
      [part({ facts: { a: 1 } }), /part \w+ of its score/],
      [part({ plan: { name: 'x', kind: 'toString' } }), /unknown kind toString/],
      [part({ plan: { name: 'constructor', kind: 'bands' } }), /parts with names of their own/],
      [graph((json) => (json['format'] = 2)), /graph\.format/],
      [graph((json) => (json['nodes'] = [])), /graph/],
      [graph((json) => (json['outputs'] = {})), /no output/],
    ];
    for (const [content, text] of cases) {
      assert.throws(
        () => importModel(content),
        (error: Error) => {
          assert.match(error.message, text);
          return error.message.startsWith('is no model that can be used: ') && !error.message.includes('\n');
        },
      );
    }
    const polluted = forged(file, 'passport.json', () => {});
    const text = Buffer.from(polluted.files['passport.json']!.content, 'base64').toString();
    const bytes = Buffer.from(text.replace('"training":{', '"training":{"__proto__":{"polluted":1},'));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    polluted.files['passport.json'] = { bytes: bytes.length, sha256, content: bytes.toString('base64') };
    assert.throws(() => importModel(polluted), /its passport has a member __proto__, which no model has/);
    assert.equal(({} as Json)['polluted'], undefined);
  });

  it('is refused or the same, whatever is changed in it', () => {
    const bytes = exportModel(model);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const changed = Buffer.from(bytes);
        changed[at] = changed[at]! ^ by;
        let read: Model;
        try {
          read = importModel(changed);
        } catch (error) {
          assert.ok(!(error instanceof TypeError) && !(error instanceof RangeError), String(error));
          return;
        }
        assert.equal(read.id, model.id);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a model that comes to a running detector', function () {
  this.timeout(120_000);

  class Target extends Bench {
    say(control: object | string, payload?: unknown): Json {
      return this.layer.order(parseOrder(control, DETECTOR_ORDERS), payload);
    }

    async bring(payload: unknown, by = 'Ada'): Promise<void> {
      this.say({ do: 'import', by }, payload);
      // The disk answers in its own time.
      for (let k = 0; k < 20; k++) await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('judges at once, with the scores that it had elsewhere, and is there after a restart', async () => {
    const source = new Bench(SETTINGS);
    await source.learn();
    const model = readModel(source.context.models.get()!);
    const target = new Target(SETTINGS);
    target.feed(20);
    assert.throws(() => target.say('import', exportModel(model)), /control\.by: is missing/);
    await target.bring(exportModel(model));
    const status = target.say('status');
    assert.deepEqual([status['state'], status['version'], status['model']], ['watching', 1, model.id]);
    assert.deepEqual(
      (status['activations'] as Json[]).map(({ why, by }) => [why, by]),
      [['imported', 'Ada']],
    );
    assert.match(String(target.context.sent.at(-1)!['text']), new RegExp(`model ${model.id}, imported by Ada`));
    target.restart();
    source.restart();
    const twenty = (bench: Bench) => bench.feed(200).map(({ score }) => score);
    // What was before is forgotten when records are missing.
    const cut = { comms: { gap: 1000 } };
    source.feed(1, cut);
    for (let k = 0; k < 60 - 20; k++) target.feed(1);
    target.feed(1, cut);
    assert.deepEqual(twenty(target), twenty(source));
    source.close();
    target.close();
  });

  it('ends what was being learned by itself, and is kept beside the models that were there', async () => {
    const model = await learned('autoencoder');
    const target = new Target(SETTINGS);
    await target.learn();
    const own = target.say('status')['model'];
    target.say({ do: 'retrain', by: 'Bo' });
    target.feed(10);
    await target.bring(exportModel(model).toString());
    assert.deepEqual([target.version, target.say('status')['state']], [2, 'learning'], 'what a person ordered goes on');
    target.say('rollback');
    assert.deepEqual([target.version, target.say('status')['model']], [1, own]);
    target.close();
  });

  it('is refused where it does not belong, and nothing changes', async () => {
    const model = await learned('autoencoder');
    const other = await learned('dual-branch');
    const target = new Target(SETTINGS);
    await target.learn();
    const before = JSON.stringify(target.layer.snapshot());
    for (const [payload, text] of [
      [exportModel(other), /payload: is a model of the text "twin-dual-branch", and this node is twin-autoencoder/],
      ['{}', /payload: is no model file/],
      [undefined, /payload: is missing; send what twin-guard models export wrote/],
    ] as const) {
      assert.throws(() => target.say({ do: 'import', by: 'Ada' }, payload), text);
    }
    const narrow = new Target(SETTINGS);
    for (let t = 0; t < 5; t++) narrow.layer.step(recordOf({ a: 1, b: 2, x: 3 }, t));
    assert.throws(
      () => narrow.say({ do: 'import', by: 'Ada' }, exportModel(model)),
      /payload: is a model of c, d, e, which this asset does not have/,
    );
    target.say({ do: 'pin', by: 'Bo' });
    assert.throws(() => target.say({ do: 'import', by: 'Ada' }, exportModel(model)), /pinned by Bo .*unpin first/);
    target.say({ do: 'unpin', by: 'Bo' });
    assert.equal(JSON.stringify(target.layer.snapshot()), before);
    target.close();
    narrow.close();
  });
});
