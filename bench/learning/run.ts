import { Chain, type ChainSettings, type DetectorName } from '../../cli/chain';
import { createRandom } from '../../lib/math/random';
import { parseTagTable } from '../../lib/record/tags';
import { type Case, changed, EVERY, LEARNED, Plant, RECORDS, SIGMA, START, TAGS } from './cases';

const ATTACK = 6;
const ATTACKED = 30;
/** Records between two looks at what judging has followed. */
const LOOK = 50;

/** Alarms are rare again when so few of so many records raise one. */
const RECENT = 500;
const FEW = 0.01;

/** See the rules in bench/learning.ts; NaN where the case does not tell. */
export interface Figures {
  told: number;
  accepted: number;
  missed: number;
  false: number;
  spans: number;
  promoted: number;
  refused: number;
}

export async function run(of: Case, detector: DetectorName, guarded: boolean, seed: number): Promise<Figures> {
  const plant = new Plant(of, seed);
  const figures: Figures = {
    told: Number.NaN,
    accepted: 0,
    missed: 0,
    false: Number.NaN,
    spans: Number.NaN,
    promoted: 0,
    refused: 0,
  };
  let byPerson = false;
  let trained = false;
  let waiting = false;
  /** Largest size in the rows that the last training learned from. */
  let learned = 0;
  const tell = (): void => {
    if (Number.isNaN(figures.told) && plant.size !== 0) figures.told = Math.abs(plant.size);
  };
  const settings: ChainSettings = {
    tags: parseTagTable({
      ...Object.fromEntries(Array.from({ length: TAGS }, (_, i) => [`t${i + 1}`, { role: 'sensor' }])),
      ...(of.twin === true && { t1_twin: { role: 'twin', of: 't1' } }),
    }),
    detector,
    own: { seed, grow: true, exam: guarded },
    threshold: {},
    records: LEARNED,
    onEvent: ({ event }) => {
      if (event === 'training-started') learned = Math.max(...sizes.slice(-LEARNED), 0);
      if (event === 'trained') trained = true;
      if (event === 'model-waiting') waiting = true;
      if (event === 'model-refused') figures.refused++;
      if (['learning-drift', 'model-refused', 'model-waiting'].includes(String(event))) tell();
    },
  };
  const sizes: number[] = [];
  const chain = new Chain(settings);
  let [rows, alarms, acceptedAt] = [0, 0, Number.NaN];
  const recent = new Uint8Array(RECENT);
  const count = of.records ?? RECORDS;
  for (let t = -LEARNED; t < count; t++) {
    const values = plant.next();
    const record = await chain.step(plant.now, values);
    sizes.push(Math.abs(plant.size));
    await chain.learned();
    if (t < 0) {
      trained = false;
      continue;
    }
    if (record?.decision !== undefined) tell();
    if (of.isNormal?.(t) === true && t > 100) {
      rows++;
      if (record?.anomaly === true) alarms++;
    }
    if (trained) {
      trained = false;
      figures.promoted++;
      if (!byPerson) figures.accepted = Math.max(figures.accepted, learned);
      figures.missed = Math.max(figures.missed, await attacked(chain, settings, plant, of, seed));
    }
    if (of.legitimate === true) {
      if (Number.isNaN(acceptedAt) && record?.decision !== undefined && plant.size !== 0) {
        acceptedAt = t;
        if (guarded) {
          byPerson = true;
          chain.order({ do: 'accept', by: 'Ada' });
        } else chain.order({ do: 'retrain' });
      } else if (waiting) {
        waiting = false;
        chain.order({ do: 'approve', by: 'Ada' });
        trained = true;
      }
      recent[t % RECENT] = record?.anomaly === true ? 1 : 0;
      const few = recent.reduce((sum, one) => sum + one, 0) <= FEW * RECENT;
      if (few && t - acceptedAt > RECENT && Number.isNaN(figures.spans)) {
        figures.spans = (t - RECENT - acceptedAt) / LEARNED;
      }
    } else if (t % EVERY === 0 && of.byItself !== true) chain.order({ do: 'retrain' });
    if (t % LOOK === 0 && !byPerson) figures.accepted = Math.max(figures.accepted, followed(chain));
  }
  if (rows > 0) figures.false = alarms / rows;
  chain.close();
  return figures;
}

/** How far judging has followed the level of the first tag without a person, in its standard deviations. */
function followed(chain: Chain): number {
  const { followed } = chain.order({ do: 'status' }) as { followed?: Record<string, number> };
  return Math.abs(followed?.['t1'] ?? 0);
}

/** Share of the rows of an attack that raise no anomaly, on a copy of the chain. */
async function attacked(chain: Chain, settings: ChainSettings, plant: Plant, of: Case, seed: number): Promise<number> {
  const copy = new Chain(settings, chain.snapshot());
  const random = createRandom(seed + 1);
  let missed = 0;
  const first = plant.now;
  for (let k = 1; k <= ATTACKED; k++) {
    const t = (first - START) / 1000 + k;
    const values: Record<string, number> = {};
    for (let i = 0; i < TAGS; i++) values[`t${i + 1}`] = Math.sin(t / (7 + i)) + 0.1 * random.normal();
    if (of.twin === true) values['t1_twin'] = values['t1']! + 0.1 * random.normal();
    changed(of, t, plant.size, values);
    values['t1']! += ATTACK * SIGMA;
    const record = await copy.step(first + k * 1000, values);
    if (record?.anomaly !== true) missed++;
  }
  copy.close();
  return missed / ATTACKED;
}
