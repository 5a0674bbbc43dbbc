import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import { GraphBuilder } from '../../../lib/network/builder';
import { type Graph, parameterCount } from '../../../lib/network/graph';
import { initialWeights } from '../../../lib/network/initial';
import { parseGraph } from '../../../lib/network/parse';
import { convGeometry, GraphError } from '../../../lib/network/shapes';
import { autoencoder, residualNet } from '../../fixtures/networks';

describe('network builder', () => {
  const g = new GraphBuilder();
  const x = g.input('x', [8, 3]);
  const other = g.input('other', [8, 4]);
  const row = g.input('row', [5]);

  const errors: [string, () => unknown, string][] = [
    ['add', () => g.add(x, other), 'add: [8, 4] cannot be spread over [8, 3]'],
    ['multiply with more axes', () => g.multiply(row, x), 'multiply: [8, 3] cannot be spread over [5]'],
    ['dense with a foreign weight', () => foreignDense(g), "dense: input [5] does not fit weight 'w' [3, 2]"],
    ['conv1d of a row', () => g.conv1d(row, 4, 3, { name: 'c' }), 'conv1d: input [5] does not fit kernel'],
    ['concat', () => g.concat([x, other], 0), 'concat: [8, 4] does not fit [8, 3] along axis 0'],
    ['slice', () => g.slice(x, 1, 2, 4), 'slice: 2..4 of axis 1 is outside of [8, 3]'],
    ['slice of no axis', () => g.slice(x, 2, 0, 1), 'slice: [8, 3] has no axis 2'],
    ['reshape', () => g.reshape(x, [5, 5]), 'reshape: [8, 3] cannot become [5, 5]'],
    ['mean', () => g.mean(row, 1), 'mean: [5] has no axis 1'],
    ['mean squared error', () => g.meanSquaredError(x, other), 'mean-squared-error: [8, 3] and [8, 4] differ'],
    ['combine', () => g.combine([x], [1]), 'combine: [8, 3] is not one number per example, []'],
    ['dropout', () => g.dropout(x, 1), 'dropout: rate 1 must be in [0, 1)'],
    ['a second input of a name', () => g.input('x', [3]), "input: there already is an input 'x'"],
    ['an input of no axes', () => g.input('scalar', []), "input: 'scalar' needs at least one axis"],
    ['a later node', () => g.activate(99, 'relu'), 'there is no earlier node 99'],
    ['a loss per element', () => g.build({ loss: x, outputs: {} }), 'loss: [8, 3] is not one number per example, []'],
  ];
  for (const [name, make, message] of errors) {
    it(`names the operation and the shapes: ${name}`, () => {
      assert.throws(make, (error: Error) => error instanceof GraphError && error.message.startsWith(message));
    });
  }

  it('knows the shapes of a residual net', () => {
    const graph = residualNet({ window: 64, width: 25, embed: 32, kernels: [3, 5, 7] });
    assert.deepEqual(graph.nodes[graph.outputs['reconstruction']!]!.shape, [64, 25]);
    assert.deepEqual(graph.nodes[graph.outputs['prediction']!]!.shape, [1, 25]);
    assert.deepEqual(graph.nodes[graph.loss]!.shape, []);
  });

  it('counts the weights of the autoencoder of the first paper', () => {
    assert.equal(parameterCount(autoencoder()), 704 + 2080 + 528 + 544 + 2112 + 650);
  });

  it('pads a convolution as TensorFlow does, or with the past only', () => {
    assert.deepEqual(convGeometry(8, 3, 1, 1, 'same'), { time: 8, before: 1, after: 1 });
    assert.deepEqual(convGeometry(8, 4, 1, 1, 'same'), { time: 8, before: 1, after: 2 });
    assert.deepEqual(convGeometry(8, 3, 2, 1, 'same'), { time: 4, before: 0, after: 1 });
    assert.deepEqual(convGeometry(8, 3, 1, 4, 'causal'), { time: 8, before: 8, after: 0 });
  });
});

function foreignDense(g: GraphBuilder): void {
  const x = g.input('foreign', [5]);
  g.declare('w', [3, 2], { kind: 'he', fanIn: 3 }, true);
  g.declare('b', [2], { kind: 'constant', value: 0 }, false);
  g.append({ op: 'dense', x, weight: 'w', bias: 'b' });
}

describe('initial weights', () => {
  const graph = residualNet({ window: 32, width: 6, embed: 64, kernels: [5] });

  it('are the same for a seed and differ between seeds', () => {
    assert.deepEqual(initialWeights(graph, 7), initialWeights(graph, 7));
    assert.notDeepEqual(initialWeights(graph, 7), initialWeights(graph, 8));
  });

  it('have the spread that their rule says', () => {
    const weights = initialWeights(graph, 7);
    let from = 0;
    for (const { name, shape, init } of graph.parameters) {
      const size = shape.reduce((product, n) => product * n, 1);
      const part = weights.subarray(from, from + size);
      from += size;
      const deviation = Math.sqrt(part.reduce((sum, w) => sum + w * w, 0) / size);
      if (init.kind === 'constant') assert.ok(part.every((w) => w === init.value));
      else if (size > 1000) {
        const expected = init.kind === 'normal' ? init.deviation : Math.sqrt(2 / denominator(init));
        assert.ok(Math.abs(deviation / expected - 1) < 0.1, `${name}: ${deviation}, expected ${expected}`);
      }
    }
    assert.equal(from, weights.length);
  });

  function denominator(
    init: { kind: 'glorot'; fanIn: number; fanOut: number } | { kind: 'he'; fanIn: number },
  ): number {
    return init.kind === 'glorot' ? init.fanIn + init.fanOut : init.fanIn;
  }
});

describe('a graph from disk', () => {
  const graph = residualNet({ window: 12, width: 4, embed: 8, kernels: [3] });
  const stored = (): Mutable => JSON.parse(JSON.stringify(graph)) as Mutable;

  it('is the graph that was stored', () => {
    assert.deepEqual(parseGraph(stored()), graph);
    assert.deepEqual(parseGraph(JSON.parse(JSON.stringify(withEverything()))), withEverything());
  });

  it('loses what does not belong to it', () => {
    const raw = stored();
    (raw as unknown as Record<string, unknown>)['extra'] = 1;
    raw.nodes[0]!['extra'] = 2;
    assert.deepEqual(parseGraph(raw), graph);
  });

  const broken: [string, (raw: Mutable) => void, RegExp][] = [
    ['another format', (raw) => Object.assign(raw, { format: 2 }), /graph\.format: is 2/],
    ['no nodes', (raw) => Object.assign(raw, { nodes: 'x' }), /graph\.nodes: is the text "x"/],
    [
      'an unknown operation',
      (raw) => Object.assign(raw.nodes[2]!, { op: 'eval' }),
      /graph\.nodes\[2\]\.op: is the text "eval"/,
    ],
    [
      'a wrong shape',
      (raw) => Object.assign(raw.nodes[3]!, { shape: [3, 3] }),
      /graph\.nodes\[3\]\.shape: is \[3, 3\] but must be/,
    ],
    [
      'a reference ahead',
      (raw) => Object.assign(raw.nodes[3]!, { x: 50 }),
      /graph\.nodes\[3\]: there is no earlier node 50/,
    ],
    ['a huge shape', (raw) => Object.assign(raw.nodes[0]!, { shape: [1e9, 1e9] }), /graph\.nodes\[0\]/],
    ['an unknown parameter', (raw) => Object.assign(raw.nodes[3]!, { weight: 'no' }), /there is no parameter 'no'/],
    [
      'a forbidden output name',
      (raw) => raw.outputs.set('__proto__', 0),
      /graph\.outputs: has a name that is not allowed/,
    ],
    ['a loss that is no number', (raw) => Object.assign(raw, { loss: '3' }), /graph\.loss: is the text "3"/],
  ];
  for (const [name, spoil, message] of broken) {
    it(`is refused with the field: ${name}`, () => {
      const raw = stored();
      const outputs = new Map(Object.entries(graph.outputs));
      raw.outputs = outputs;
      spoil(raw);
      const text = JSON.stringify({ ...raw, outputs: undefined }).replace(/}$/, `,"outputs":${outputText(outputs)}}`);
      assert.throws(
        () => parseGraph(JSON.parse(text)),
        (error: Error) => error instanceof InputError && message.test(error.message),
      );
    });
  }

  it('is refused when it is nothing', () => {
    assert.throws(() => parseGraph(undefined), /graph: is missing/);
  });
});

interface Mutable {
  nodes: Record<string, unknown>[];
  outputs: Map<string, number>;
}

/** By hand, since an object literal cannot hold the name __proto__. */
function outputText(outputs: ReadonlyMap<string, number>): string {
  return `{${[...outputs].map(([name, ref]) => `${JSON.stringify(name)}:${ref}`).join(',')}}`;
}

function withEverything(): Graph {
  const g = new GraphBuilder();
  const x = g.input('x', [6, 3]);
  const wide = g.conv1d(x, 4, 3, { name: 'c', stride: 2, dilation: 2, padding: 'causal', activation: 'gelu' });
  const soft = g.softmax(g.dropout(wide, 0.1));
  const joined = g.concat([g.mean(soft, 1, { keep: true }), g.slice(wide, 1, 0, 2)], 1);
  const y = g.activate(g.subtract(joined, g.parameter('p', [3], { kind: 'constant', value: 0.5 })), 'tanh');
  const loss = g.mean(g.mean(g.squaredError(y, g.slice(x, 0, 0, 3)), 0), 0);
  return g.build({ loss: g.combine([loss], [2]), outputs: { y } });
}
