import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chain } from '../../../cli/chain';
import type { Layer } from '../../../lib/layer/layer';
import { parseTagTable } from '../../../lib/record/tags';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { DRIFTS } from '../../../nodes/simulator/plant/drills/drifts';
import { FAULTS } from '../../../nodes/simulator/plant/drills/faults';
import { createPlant } from '../../../nodes/simulator/plant/plant';
import { type TestContext, testContext } from '../../fixtures/layer-context';
import { ROOT } from '../../fixtures/shared';

const RECORDS = 1000;
/** Seconds after a drill in which its alarm clears. */
const AFTER = 400;
/** Seconds in which a fault lasts: ten times as long as a drift has to before retraining is asked for. */
const LASTS = 600;

/** The plant of the example Guard a twin and its guard, up to twin-response with its default settings. */
class DemoPlant {
  readonly #plant = createPlant({ seed: 1, noise: 1, mismatch: 0.03, label: false });
  readonly #chain: Chain;
  readonly #context: TestContext = testContext('two-tank');
  readonly #response: Layer = createResponse(parseConfig({}), this.#context);

  constructor() {
    const file = join(ROOT, 'examples', 'flows', 'guard-a-twin.json');
    const flow = JSON.parse(readFileSync(file, 'utf8')) as { type: string; tags?: string }[];
    const tags = parseTagTable(JSON.parse(flow.find(({ type }) => type === 'twin-ingest')!.tags!));
    this.#chain = new Chain({ tags, detector: 'autoencoder', own: { seed: 1 }, threshold: {}, records: RECORDS });
  }

  /** @returns kinds of alarm that were told, and requests to retrain */
  async live(seconds: number, drill?: object): Promise<{ kinds: Set<string>; asked: number }> {
    if (drill !== undefined) this.#plant.drill({ ...drill, seconds: LASTS });
    const before = this.#context.sent.length;
    for (let second = 0; second < seconds; second++) {
      const { time, ...values } = this.#plant.step();
      const record = await this.#chain.step(time, values);
      if (record !== undefined) await this.#response.step(record);
      await this.#chain.learned();
    }
    const sent = this.#context.sent.slice(before);
    const kinds = sent.filter(({ output }) => output === 'alert').map(({ kind }) => String(kind));
    return { kinds: new Set(kinds), asked: sent.filter(({ output }) => output === 'retrain').length };
  }

  close(): void {
    this.#chain.close();
  }
}

describe('a sensor fault on the plant of the example', function () {
  this.timeout(600_000);
  const plant = new DemoPlant();

  before(() => plant.live(RECORDS + 3000));
  after(() => plant.close());

  for (const drill of Object.keys(FAULTS)) {
    it(`${drill}: raises an alarm and never ends in a request to retrain, nor does its end`, async () => {
      const { kinds, asked } = await plant.live(LASTS + AFTER, { drill });
      assert.ok(kinds.size > 0, 'no alarm');
      assert.equal(asked, 0, [...kinds].join());
    });
  }

  it('a drift that lasts does', async () => {
    const answers = [];
    for (const drill of Object.keys(DRIFTS)) answers.push(await plant.live(LASTS + AFTER, { drill }));
    assert.ok(
      answers.some(({ asked }) => asked > 0),
      answers.map(({ kinds }) => [...kinds].join()).join(' | '),
    );
  });
});
