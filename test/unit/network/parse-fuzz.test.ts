import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compile } from '../../../lib/engine/wasm/plan';
import { InputError } from '../../../lib/input';
import { parseGraph } from '../../../lib/network/parse';
import { residualNet } from '../../fixtures/networks';
import { randomGraph } from '../../fixtures/random-graph';

const NET = JSON.stringify(residualNet({ window: 8, width: 3, embed: 4, kernels: [3] }));

/** Values that a damaged or hostile file may hold in any place. */
const SPOILED = fc.oneof(
  fc.constantFrom(null, true, '', 'dense', '__proto__', -1, 0, 1, 2.5, 1e9, 1e308, [], {}, [1e9], [0]),
  fc.integer({ min: -5, max: 200 }),
  fc.array(fc.integer({ min: -1, max: 12 }), { maxLength: 5 }),
);

/** Replaces the value at the n-th place of a JSON tree, counted in depth-first order. */
function spoil(tree: unknown, place: number, value: unknown): unknown {
  let count = 0;
  const visit = (node: unknown): unknown => {
    if (count++ === place) return value;
    if (Array.isArray(node)) return node.map(visit);
    if (typeof node === 'object' && node !== null) {
      return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, visit(child)]));
    }
    return node;
  };
  return visit(tree);
}

describe('a damaged graph', () => {
  it('is refused with an InputError, or is a whole graph that can be compiled', () => {
    const places = fc.array(fc.tuple(fc.nat(700), SPOILED), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(places, (changes) => {
        const raw = changes.reduce((tree: unknown, [place, value]) => spoil(tree, place, value), JSON.parse(NET));
        try {
          const graph = parseGraph(raw);
          compile(graph, 1, Object.keys(graph.outputs));
          compile(graph, 2, 'training');
        } catch (error) {
          assert.ok(error instanceof InputError, String((error as Error).stack));
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('is not what becomes of random graphs on their way through a file', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const { graph } = randomGraph(seed);
      assert.deepEqual(parseGraph(JSON.parse(JSON.stringify(graph))), graph);
    }
  });
});
