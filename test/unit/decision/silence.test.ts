import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';

const TAGS = ['a', 'b', 'c', 'd', 'e'];
const FEATURES = [...TAGS, '~interval'];

/** Which of the tags give no value in a row. */
type Silent = (t: number) => readonly string[];

/** Five sensors without a twin, whose detector finds every record normal. */
class Plant {
  readonly #random = createRandom(3);
  #t = 0;
  readonly #context = testContext();
  #layer = createDecision(parseConfig({}), this.#context);

  get events(): unknown[] {
    return this.#context.sent.map(({ event }) => event);
  }

  /** Lives on from what is on disk. */
  restart(): void {
    const kept = JSON.parse(JSON.stringify(this.#layer.snapshot()));
    this.#layer = createDecision(parseConfig({}), this.#context, kept);
  }

  /** @returns what is decided of the last row, and how many rows had a decision */
  live(rows: number, silent: Silent = () => []): { last: Decision | undefined; alarmed: number } {
    let last: Decision | undefined;
    let alarmed = 0;
    for (let t = 0; t < rows; t++) {
      const record = this.#record(silent(t));
      this.#layer.step(record);
      last = record.decision;
      if (last !== undefined) alarmed++;
    }
    return { last, alarmed };
  }

  #record(silent: readonly string[]): TwinRecord {
    const t = this.#t++;
    const values = TAGS.map((tag, k) => [tag, Math.sin(t / (20 + 7 * k)) + 0.05 * this.#random.normal()] as const);
    return {
      asset: 'plant',
      time: 5000 * t,
      values: Object.fromEntries(values.filter(([tag]) => !silent.includes(tag))),
      quality: Object.fromEntries(silent.map((tag) => [tag, 'bad'])),
      features: FEATURES,
      comms: { interval: 5000 },
      anomaly: false,
      verdict: 'normal',
    };
  }
}

const always: Silent = () => ['b'];

describe('a sensor that gives no value', () => {
  it('raises an alarm that says which one, although the detector finds nothing', () => {
    const plant = new Plant();
    plant.live(600);
    const { last, alarmed } = plant.live(40, always);
    assert.deepEqual([last?.kind, last?.pattern, last?.tags], ['sensor-fault', 'sensor dropout', ['b']]);
    assert.ok(alarmed >= 20);
    assert.equal(plant.live(60).last, undefined, 'over once it is back');
  });

  it('does so where every second value is missing', () => {
    const plant = new Plant();
    plant.live(600);
    const { last } = plant.live(80, (t) => (t % 2 === 0 ? ['d'] : []));
    assert.deepEqual([last?.pattern, last?.tags], ['sensor dropout', ['d']]);
  });

  it('raises none for a value that is missing now and then, or for a few rows', () => {
    const plant = new Plant();
    plant.live(600);
    assert.equal(plant.live(400, (t) => (t % 9 === 0 ? ['c'] : [])).alarmed, 0);
    assert.equal(plant.live(400, (t) => (t % 100 < 8 ? ['a'] : [])).alarmed, 0);
  });

  it('raises none for a tag that was silent for as long while its usual behaviour was learned', () => {
    const plant = new Plant();
    const nightly: Silent = (t) => (t % 200 < 30 ? ['e'] : []);
    assert.equal(plant.live(280, nightly).alarmed, 0);
    assert.equal(plant.live(1000, (t) => nightly(t + 80)).alarmed, 0);
    assert.deepEqual(plant.live(160, () => ['e']).last?.tags, ['e'], 'but not for good');
  });

  it('leaves it to the layers before to say that most of them are silent', () => {
    const plant = new Plant();
    plant.live(600);
    assert.equal(plant.live(60, () => ['a', 'b', 'c']).alarmed, 0);
  });

  it('is known after a restart, which forgets nothing where the first record lacks a value', () => {
    const plant = new Plant();
    plant.live(600);
    plant.live(9, always);
    plant.restart();
    const { last } = plant.live(20, always);
    assert.deepEqual([last?.pattern, last?.tags], ['sensor dropout', ['b']]);
    assert.ok(!plant.events.includes('schema-changed'));
  });
});
