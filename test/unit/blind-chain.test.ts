import assert from 'node:assert/strict';
import type { Layer, LayerContext } from '../../lib/layer/layer';
import { createRandom } from '../../lib/math/random';
import { isLive, type TwinRecord } from '../../lib/record/record';
import { createMemoryModels } from '../../lib/store/models';
import { parseConfig as parseAutoencoder } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import { parseConfig as parseDecision } from '../../nodes/decision/config';
import { createDecision } from '../../nodes/decision/layer';
import { parseConfig as parseIngest } from '../../nodes/ingest/config';
import { createIngest } from '../../nodes/ingest/core';
import { parseConfig as parseResponse } from '../../nodes/response/config';
import { createResponse } from '../../nodes/response/layer';
import { parseConfig as parseScaler } from '../../nodes/scaler/config';
import { createScaler } from '../../nodes/scaler/layer';
import { parseConfig as parseThreshold } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';

const START = Date.UTC(2026, 0, 1);
const YEAR_2099 = Date.UTC(2099, 0, 1);
const TAGS = 8;
const LEARNED = 1100;
const ATTACKED = 300;

/** Row t of a plant with a twin, one a second; `attack` is added to tag0. */
function row(t: number, attack = 0): Record<string, number> {
  const random = createRandom(t + 1);
  const values: Record<string, number> = {};
  for (let c = 0; c < TAGS; c++) {
    const clean = 10 * c + Math.sin(t / (7 + c)) + 0.5 * Math.sin(t / 11);
    values[`tag${c}`] = clean + 0.05 * random.normal() + (c === 0 ? attack : 0);
    values[`twin_tag${c}`] = clean + 0.02 * random.normal();
  }
  return values;
}

type Saved = { ingest: unknown; layers: unknown[] };

/** The nodes' own layers, wired as in guard-a-twin. */
class Guard {
  readonly alerts: Record<string, unknown>[] = [];
  readonly records: TwinRecord[] = [];
  readonly #ingest;
  readonly #layers: Layer[];
  readonly #detector;

  constructor(models: LayerContext['models'], from?: Saved, ingest: Record<string, unknown> = {}) {
    const context: LayerContext = {
      asset: 'pump',
      models,
      emit: (output, payload) => void (output === 'alert' && this.alerts.push(payload)),
      save: (() => true) as LayerContext['save'],
      touch: () => {},
      fail: (error) => {
        throw error;
      },
    };
    this.#ingest = createIngest(parseIngest(ingest), {
      restore: (asset) => (asset === 'pump' ? structuredClone(from?.ingest) : undefined),
    });
    const saved = structuredClone(from?.layers ?? []);
    this.#detector = createAutoencoder(
      parseAutoencoder({ records: 800, epochs: 20, engine: 'wasm' }),
      context,
      saved[1],
    );
    this.#layers = [
      createScaler(parseScaler({ warmup: 100 }), context, saved[0]),
      this.#detector,
      createThreshold(parseThreshold({}), context, saved[2]),
      createDecision(parseDecision({ reference: 500 }), context, saved[3]),
      createResponse(parseResponse({ remind: 0 }), context, saved[4]),
    ];
  }

  async send(time: number, values: Record<string, number>, arrival: number): Promise<void> {
    const message = { topic: 'pump', payload: { time, ...values } };
    await this.#pass(this.#ingest.accept(message, arrival));
    await this.#pass(this.#ingest.tick(arrival));
  }

  async wait(now: number): Promise<void> {
    await this.#pass(this.#ingest.tick(now));
  }

  async #pass(records: readonly TwinRecord[]): Promise<void> {
    for (const record of records) {
      for (const layer of this.#layers) await layer.step(record);
      this.records.push(record);
    }
  }

  async learned(): Promise<void> {
    const alive = setInterval(() => {}, 1000);
    await this.#detector.settled();
    clearInterval(alive);
  }

  snapshot(): Saved {
    return structuredClone({
      ingest: this.#ingest.snapshot('pump'),
      layers: this.#layers.map((one) => one.snapshot()),
    });
  }

  get states(): string[] {
    return this.#layers.map((layer) => layer.status().state);
  }

  close(): void {
    for (const layer of this.#layers) layer.close?.();
  }
}

describe('an attack behind messages that blind the guard', function () {
  this.timeout(600_000);
  const models = createMemoryModels();
  let saved: Saved;

  before(async () => {
    const guard = new Guard(models);
    for (let t = 0; t < 900; t++) await guard.send(START + t * 1000, row(t), START + t * 1000);
    await guard.learned();
    for (let t = 900; t < LEARNED; t++) await guard.send(START + t * 1000, row(t), START + t * 1000);
    assert.equal(guard.records.at(-1)!.verdict, 'normal');
    assert.deepEqual(guard.alerts, []);
    saved = guard.snapshot();
    guard.close();
  });

  const at = (t: number): number => START + t * 1000;
  /** Sends the attacked stream with something in between; what is forged has the values of a plant that is well. */
  const run = async (
    stir: (guard: Guard, t: number) => Promise<void>,
    time: (t: number) => number = at,
    ingest: Record<string, unknown> = {},
  ): Promise<Guard> => {
    const guard = new Guard(models, saved, ingest);
    for (let t = LEARNED; t < LEARNED + ATTACKED; t++) {
      await stir(guard, t);
      await guard.send(time(t), row(t, 3), at(t));
    }
    guard.close();
    return guard;
  };
  const forge =
    (every: number, time: (t: number) => number, before = 200) =>
    async (guard: Guard, t: number) => {
      if (t % every === 0) await guard.send(time(t), row(t), at(t) - before);
    };
  /** Records of the attacked plant that were judged. */
  const judged = ({ records }: Guard): number =>
    records.filter((r) => isLive(r) && r.score !== undefined && r.values['tag0']! - r.values['twin_tag0']! > 2).length;
  const attacks = ({ alerts }: Guard): number =>
    alerts.filter(({ kind }) => kind !== 'fault' && kind !== undefined).length;
  const blind = ({ alerts }: Guard): number => alerts.filter(({ kind }) => kind === 'fault').length;

  const NOTHING = async (): Promise<void> => {};
  const SEEN: [string, (guard: Guard, t: number) => Promise<void>, Record<string, unknown>?][] = [
    ['nothing', NOTHING],
    ['1 message of 2099 per 9', forge(9, (t) => YEAR_2099 + t * 1000)],
    ['1 message of 2099 per 20', forge(20, (t) => YEAR_2099 + t * 1000)],
    ['1 message 60 s ahead per 8', forge(8, (t) => at(t) + 60_000)],
    ['a shadow 0.5 s ahead of each', forge(1, (t) => at(t) + 500)],
    [
      'ONE message of 2099',
      async (guard, t) => {
        if (t === LEARNED) await guard.send(YEAR_2099, row(t), at(t) - 200);
      },
    ],
    [
      'ONE message a year ahead',
      async (guard, t) => {
        if (t === LEARNED) await guard.send(at(t) + 366 * 86_400_000, row(t), at(t) - 200);
      },
    ],
    [
      'ONE message a year ago',
      async (guard, t) => {
        if (t === LEARNED) await guard.send(at(t) - 366 * 86_400_000, row(t), at(t) - 200);
      },
    ],
    ['a wait for late messages, and 1 of 2099 per 9', forge(9, (t) => YEAR_2099 + t * 1000), { lateness: 5000 }],
    [
      'a grid, and a year ahead once',
      async (guard, t) => {
        if (t === LEARNED) await guard.send(at(t) + 366 * 86_400_000, row(t), at(t) - 200);
      },
      { emit: 'grid', period: 1000 },
    ],
  ];
  for (const [name, stir, ingest] of SEEN) {
    it(`${name}: the plant's records are judged, and the attack is alarmed`, async () => {
      const guard = await run(stir, at, ingest);
      assert.ok(judged(guard) >= ATTACKED - 7, `${judged(guard)} of ${ATTACKED}`);
      assert.ok(attacks(guard) > 0);
    });
  }

  it('a shadow that hides in the jitter is told as a second clock', async () => {
    const guard = await run(forge(1, (t) => at(t) + 50, 20));
    assert.ok(judged(guard) >= ATTACKED - 7 || blind(guard) > 0);
    assert.ok(blind(guard) > 0);
  });

  const UNSEEN: [string, (t: number) => number][] = [
    ['time that runs backwards', (t) => at(2 * LEARNED - t) + 1],
    ['an old block with its old times', (t) => at(t - 600) + 1],
  ];
  for (const [name, time] of UNSEEN) {
    it(`${name}: the guard says that it is blind`, async () => {
      const guard = await run(NOTHING, time);
      assert.ok(blind(guard) > 0);
    });
  }

  it('a gateway that hangs: the guard says that it is blind, yellow, and once', async () => {
    const guard = new Guard(models, saved);
    for (let t = LEARNED; t < LEARNED + 3000; t++) await guard.send(at(LEARNED), row(LEARNED), at(t));
    assert.equal(blind(guard), 1);
    assert.deepEqual(guard.states.slice(2), ['fault', 'fault', 'fault']);
    for (let t = LEARNED + 3000; t < LEARNED + 3040; t++) await guard.send(at(t), row(t), at(t));
    assert.deepEqual(
      guard.alerts.map(({ alert }) => alert),
      ['raised', 'cleared'],
    );
    assert.deepEqual(guard.states.slice(2), ['watching', 'watching', 'watching']);
    guard.close();
  });

  it('silence: the guard says that it is blind', async () => {
    const guard = new Guard(models, saved);
    for (let t = LEARNED; t < LEARNED + 10; t++) await guard.send(at(t), row(t), at(t));
    for (let t = LEARNED + 10; t < LEARNED + 60; t++) await guard.wait(at(t));
    assert.equal(blind(guard), 1);
    guard.close();
  });
});
