import assert from 'node:assert/strict';
import fc from 'fast-check';
import { InputError } from '../../../lib/input';
import type { OrderName } from '../../../lib/layer/orders';
import { Bench } from './bench';

/** What a person, the plant and the machine may do, in any order. */
const ORDERS: readonly OrderName[] = [
  'train',
  'retrain',
  'cancel',
  'freeze',
  'unfreeze',
  'rollback',
  'reset',
  'status',
];
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('records' as const), count: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom(...ORDERS), rows: fc.constantFrom(0, 5, 40) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('restart', 'deploy', 'settle', 'settle') }) },
);

interface Answer {
  readonly frozen?: boolean;
  readonly version?: number;
  readonly collected?: number;
  readonly modes?: Record<string, Answer>;
}

/** What the orders so far say, for a detector or for each of its modes. */
class Expected {
  frozen = false;
  /** Versions that were rolled back: none of them may ever be in force again. */
  readonly rolledBack = new Set<string>();
  /** By mode, the version that was gone back to: it stays until something is ordered. */
  readonly stays = new Map<string, number | undefined>();
}

function parts(bench: Bench): readonly (readonly [string, Answer])[] {
  const answer = bench.order('status') as Answer;
  return answer.modes === undefined ? [['', answer]] : Object.entries(answer.modes);
}

function follow(bench: Bench, name: OrderName, rows: number, expected: Expected): void {
  const before = parts(bench);
  const saved = JSON.stringify(bench.layer.snapshot());
  const payload = name === 'train' && rows > 0 ? bench.rows(rows) : undefined;
  try {
    bench.order(name, {}, payload);
  } catch (error) {
    assert.ok(error instanceof InputError, String(error));
    assert.equal(JSON.stringify(bench.layer.snapshot()), saved, `${name} was refused and changed something`);
    return;
  }
  assert.ok(!(expected.frozen && (name === 'train' || name === 'retrain')), `${name} was accepted while frozen`);
  if (name === 'freeze' || name === 'unfreeze') expected.frozen = name === 'freeze';
  if (name === 'reset') expected.rolledBack.clear();
  if (['reset', 'train', 'retrain', 'rollback'].includes(name)) expected.stays.clear();
  if (name !== 'rollback') return;
  for (const [mode, { version }] of parts(bench)) expected.stays.set(mode, version);
  for (const [mode, { version }] of before) if (version !== undefined) expected.rolledBack.add(`${mode} ${version}`);
}

function check(bench: Bench, expected: Expected, versions: ReadonlyMap<string, number | undefined>): void {
  for (const [mode, { frozen, version }] of parts(bench)) {
    assert.equal(frozen, expected.frozen, 'frozen stays frozen, and nothing else is');
    assert.ok(!expected.rolledBack.has(`${mode} ${version}`), `version ${version} was rolled back and is in force`);
    if (expected.stays.has(mode)) assert.equal(version, expected.stays.get(mode), 'a model came by itself');
    if (expected.frozen && versions.has(mode)) assert.equal(version, versions.get(mode), 'a frozen model was replaced');
  }
}

for (const modes of [false, true]) {
  describe(`orders, records, restarts and deploys at random, ${modes ? 'with' : 'without'} modes`, () => {
    it('a refused order changes nothing, one that was acknowledged holds, no model comes back that was rolled back, and none comes by itself then', async function () {
      this.timeout(300_000);
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
          const bench = new Bench({ modes, epochs: 1, shadow: 15 });
          const expected = new Expected();
          try {
            for (const [k, one] of steps.entries()) {
              const versions = new Map(parts(bench).map(([mode, { version }]) => [mode, version]));
              if (one.do === 'records') {
                const mode = ['a', 'b'][k % 2]!;
                for (const record of bench.feed((one as { count: number }).count, modes ? { mode } : {})) {
                  assert.ok(record.score !== undefined || record.verdict !== undefined, 'passed in silence');
                }
              } else if (one.do === 'settle') await bench.layer.settled();
              else if (one.do === 'restart' || one.do === 'deploy') {
                bench.restart({ modes, epochs: one.do === 'deploy' ? 2 : 1, shadow: 15 });
                for (const [mode, { version }] of parts(bench)) assert.equal(version, versions.get(mode));
              } else follow(bench, one.do as OrderName, (one as { rows: number }).rows, expected);
              const byOrder = one.do === 'rollback' || one.do === 'reset';
              check(bench, expected, byOrder ? new Map() : versions);
            }
            await bench.layer.settled();
            check(bench, expected, new Map());
          } finally {
            bench.close();
          }
        }),
        { numRuns: 25, seed: 20_261 },
      );
    });
  });
}
