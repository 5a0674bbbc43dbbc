import assert from 'node:assert/strict';
import type { Comparison } from '../../../lib/detector/comparing';
import { Guarded, RECORDS } from './guarded-plant';

type Told = Comparison & { readonly lines: readonly string[] };

async function compared(bench: Guarded, versions: readonly number[]): Promise<Told> {
  bench.order({ do: 'compare', versions });
  for (;;) {
    const told = bench.context.sent.find(({ event }) => event === 'compared');
    if (told !== undefined) return told as unknown as Told;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('two versions of a model side by side', function () {
  this.timeout(120_000);

  it('says of a new normal where it is, and what each finds, in words and as data; nothing else changes', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(RECORDS + 20, () => 4);
    const before = JSON.stringify(bench.layer.snapshot());
    const { performance, features, lines } = await compared(bench, [1, 2]);
    assert.equal(JSON.stringify(bench.layer.snapshot()), before);
    const [one, other] = performance;
    assert.ok(one.alarms < 0.02 && other.alarms > 0.5, `${one.alarms}, ${other.alarms}: what was normal is not, now`);
    assert.deepEqual(Object.keys(one.drills).sort(), Object.keys(other.drills).sort());
    assert.ok(one.drills['bias']!.found === one.drills['bias']!.drills && one.drills['bias']!.drills >= 3);
    const { level } = features.find(({ name }) => name === 'a')!;
    assert.ok(Math.abs(level[1] - level[0] - 4 * 0.714) < 0.2, `${level}`);
    assert.match(lines[0]!, /^version 1 calls [\d.]+ % of the golden rows abnormal, version 2 \d+/);
    assert.match(lines.join('\n'), /^drill freeze: version 1 finds \d+ of \d+, version 2 \d+ of \d+$/m);
    assert.match(lines.join('\n'), /^a: level \+2\.[789]\d* \(.*\), range x/m);
    assert.doesNotMatch(lines.join('\n'), /^[bc]: level/m, 'what has not moved is not told');
    bench.close();
  });

  it('says no level and range of what one of them follows, for it may be anywhere', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS, (k) => k / 50);
    bench.order({ do: 'accept', by: 'Ada' });
    await bench.feed(RECORDS + 20, () => 12);
    assert.match(bench.told('training-note').join('\n'), /^a: did not settle while learning/m);
    const { features, lines } = await compared(bench, [1, 2]);
    assert.deepEqual(features.map(({ name }) => name).sort(), ['b', 'c']);
    assert.doesNotMatch(lines.join('\n'), /^a: level|only version/m);
    bench.close();
  });

  it('is refused for what cannot be compared', async () => {
    const bench = new Guarded();
    await bench.feed(RECORDS);
    for (const versions of [undefined, [1], [1, 1], [1, 2, 3], ['1', '2'], [0, 1], 7]) {
      assert.throws(
        () => bench.order({ do: 'compare', versions }),
        /control\.versions: is .*send two versions: \[1, 2\]/,
      );
    }
    assert.throws(() => bench.order({ do: 'compare', versions: [1, 9] }), /9 cannot be used: .*versions on disk: 1$/);
    bench.close();
    const free = new Guarded({ exam: false });
    await free.feed(RECORDS);
    assert.throws(() => free.order({ do: 'compare', versions: [1, 2] }), /no golden rows to compare on/);
    free.close();
  });
});
