import assert from 'node:assert/strict';
import type { DetectorLayer } from '../../../lib/detector/layer';
import { type Model, readModel } from '../../../lib/detector/models/model';
import { createRandom, type Random } from '../../../lib/math/random';
import type { PartPlan } from '../../../lib/score/parts';
import { earnedWeights } from '../../../lib/score/skill';
import { parseConfig } from '../../../nodes/autoencoder/config';
import { createAutoencoder } from '../../../nodes/autoencoder/layer';
import { type TestContext, testContext } from '../../fixtures/layer-context';

const LEARNED = 2000;

/** Learns a plant. @param row values of the next record */
async function learned(
  row: (random: Random, t: number) => Record<string, number>,
  settings: object = {},
  shared?: Map<string, unknown>,
  asset = 'twin',
) {
  const context = { ...testContext(asset), ...(shared && { shared }) };
  const config = parseConfig({ records: LEARNED, folds: 2, engine: 'wasm', ...settings });
  const layer = createAutoencoder(config, context);
  const random = createRandom(4);
  for (let t = 0; t < LEARNED; t++) layer.step({ asset, time: 1000 * t, values: row(random, t) });
  await layer.settled();
  return { layer, context, model: readModel(context.models.get(1)!) };
}

/** Two points that go round: by second moments nothing goes together, by the law all does. */
const ring = (random: Random, t: number): Record<string, number> => {
  const one = t / 7 + Math.sin(t / 90);
  const two = t / 11 + 2 * Math.cos(t / 70);
  const noise = (): number => 0.03 * random.normal();
  return {
    x: Math.cos(one) + noise(),
    y: Math.sin(one) + noise(),
    u: Math.cos(two) + noise(),
    v: Math.sin(two) + noise(),
  };
};

/** Noisy sums: all that goes together is in the second moments. */
const linear = (random: Random, t: number): Record<string, number> => {
  const a = Math.sin(t / 9) + 0.3 * random.normal();
  const b = Math.cos(t / 14) + 0.3 * random.normal();
  return { a, b, c: a + b + 0.5 * random.normal(), d: a - b + 0.5 * random.normal() };
};

const partOf = ({ fitted }: Model, name: string) => fitted.parts.find(({ plan }) => plan.name === name)!;
const texts = ({ sent }: TestContext): string[] =>
  sent.filter(({ event }) => event === 'training-note').map(({ text }) => String(text));
const close = (layer: DetectorLayer): void => layer.close?.();

describe('the weight of what a network says', () => {
  it('is earned where it knows of later rows what no other part does', async () => {
    const { layer, context, model } = await learned(ring, { learnTwin: false });
    const { skill, weight } = partOf(model, 'reconstruction');
    assert.ok(skill! > 0.1, `skill ${skill}`);
    // Alone with parts that have nothing to earn, its share of the score is its skill.
    assert.ok(Math.abs(weight - skill!) < 1e-9, `${weight}`);
    assert.ok(!texts(context).some((text) => text.includes('adds nothing')));
    const odd = (t: number) => ({ asset: 'twin', time: 1000 * t, values: { x: 0, y: 0, u: 1, v: 0 } });
    // The first two are told by how far they leap.
    for (let t = LEARNED; t < LEARNED + 2; t++) layer.step(odd(t));
    const record = odd(LEARNED + 2);
    layer.step(record);
    const { parts } = record as { parts?: Record<string, number> };
    assert.ok(parts!['reconstruction']! > 0);
    assert.ok(Math.abs(Object.values(parts!).reduce((sum, share) => sum + share, 0) - 1) < 1e-9);
    close(layer);
  });

  it('is none where the others know as much, and the status, a note and the passport say so', async () => {
    const { layer, context, model } = await learned(linear);
    assert.deepEqual([partOf(model, 'reconstruction').skill, partOf(model, 'reconstruction').weight], [0, 0]);
    assert.deepEqual(texts(context), [
      'the network adds nothing on this plant; without weight in the score: reconstruction',
    ]);
    assert.match(String(layer.status().values?.['device']), /the network adds nothing here(;|$)/);
    const passport = JSON.parse(String(context.models.get(1)!.files['passport.json'])) as { parts: object[] };
    assert.ok(passport.parts.some((part) => JSON.stringify(part).includes('"skill":0')));
    // What a tag should have read is still told.
    const record = { asset: 'twin', time: 1000 * LEARNED, values: linear(createRandom(8), LEARNED) };
    layer.step(record);
    const { parts, expected } = record as { parts?: Record<string, number>; expected?: Record<string, number> };
    assert.equal(parts!['reconstruction'], 0);
    assert.ok(Math.abs(expected!['a']! - record.values['a']!) < 0.5);
    close(layer);
  });

  it('is none for a network that has learned nothing', async () => {
    const { layer, model } = await learned(ring, { epochs: 1, rate: 1e-6 });
    assert.ok(partOf(model, 'reconstruction').weight < 0.02);
    close(layer);
  });

  it('is about as much on a plant of the same kind, of which fewer rows are asked', async () => {
    const shared = new Map<string, unknown>();
    const double: typeof ring = (random, t) => {
      return Object.fromEntries(Object.entries(ring(random, t)).map(([tag, value]) => [tag, 2 * value]));
    };
    const first = await learned(ring, { learnTwin: false }, shared, 'first');
    const second = await learned(double, { learnTwin: false }, shared, 'second');
    assert.match(texts(second.context).join(), /began with what first had learned/);
    const [one, other] = [first, second].map(({ model }) => partOf(model, 'reconstruction').skill!);
    assert.ok(Math.abs(one! - other!) < 0.15, `${one} ${other}`);
    close(first.layer);
    close(second.layer);
  });

  it('keeps what a person has set for the others', () => {
    const plan = (weight: number, earned: boolean): PartPlan => ({
      name: 'x',
      kind: 'bands',
      rates: [],
      combine: 'sum',
      weight,
      earned,
    });
    const plans = [plan(2, false), plan(1, true), plan(0.5, true), plan(1, false)];
    assert.deepEqual(earnedWeights(plans, [undefined, 0.5, 0, undefined]), [2, 3, 0, 1]);
  });
});
