import { Chain, type ChainSettings, DETECTOR_NAMES, type DetectorName } from '../cli/chain';
import { createRandom, type Random } from '../lib/random';
import { parseTagTable } from '../lib/tags';
import { type BenchRow, benchOptions, chosen, report } from './report';

// npm run bench -- learning [--only CASE,...] [--subjects naive,guarded] [--detector NAME] [--seed N] [--json FILE]

const RULES = `A plant of four tags, sin(t / (7 + i)) + noise, one record a second. The guard learns 2,000 records; then it is ordered to retrain every 3,000
records, 60,000 in all, while somebody changes the plant. naive: every new model judges at once (setting Exam off). guarded: the
nodes' defaults. Sizes are in standard deviations of the tag.
told: size of the change when it was first told: an alarm, an event, or a model that was refused or waits. accepted: largest size that a model
in force was learned at without a person. missed: share of the rows of an attack of 6 that raise no anomaly, the worst after any retraining.
false: share of rows with an anomaly while the plant is normal. spans: learned spans from a person's accept until alarms are rare again.
`;

const LEARNED = 2000;
/** Records between two orders to retrain. */
const EVERY = 3000;
const RECORDS = 60_000;
const START = Date.UTC(2026, 0, 1);
const TAGS = 4;
/** Of sin plus the noise. */
const SIGMA = Math.sqrt(0.5 + 0.01);
const ATTACK = 6;
const ATTACKED = 30;

/** Alarms are rare again when so few of so many records raise one. */
const RECENT = 500;
const FEW = 0.01;

/** What somebody does to the plant: size of the change of the first tag at record t after the learning. */
interface Case {
  readonly change: (t: number) => number;
  /** The change is what a person wants: accept is ordered after the first alarm. */
  readonly legitimate?: true;
  /** Whether the plant is normal at record t, though it changes. */
  readonly isNormal?: (t: number) => boolean;
  /** Changes the values themselves. */
  readonly spoil?: (t: number, values: Record<string, number>, seen: Record<string, number>[]) => void;
  readonly twin?: true;
  readonly records?: number;
}

const RAMPS = [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.01, 0.2];

const CASES: Readonly<Record<string, Case>> = {
  steady: { change: () => 0, isNormal: () => true },
  ...Object.fromEntries(RAMPS.map((x): [string, Case] => [`ramp-${x}`, { change: (t) => x * t }])),
  'twin-ramp-0.0001': { change: (t) => 0.0001 * t, twin: true },
  frog: { change: (t) => 0.2 * Math.floor(t / EVERY) },
  'poison-1': {
    change: () => 0,
    isNormal: (t) => t % EVERY < 1000 || t % EVERY > 1100,
    spoil: (t, values) => {
      if (t % EVERY === 1000) values['t2'] = 100;
    },
    records: 15_000,
  },
  replay: {
    change: () => 0,
    spoil: (t, values, seen) => {
      if (t >= 3000 && t < 9000) Object.assign(values, seen[t % 500]);
    },
    isNormal: (t) => t > 10_000,
    records: 21_000,
  },
  'legit-step': { change: (t) => (t < 4000 ? 0 : 3), legitimate: true, records: 24_000 },
  'legit-drift': { change: (t) => Math.min(2, Math.max(0, t - 4000) * 0.0005), legitimate: true, records: 24_000 },
  season: { change: (t) => 0.8 * Math.sin((2 * Math.PI * t) / 20_000), isNormal: () => true },
};

/** The plant: seeded, and as somebody changes it. */
class Plant {
  readonly #random: Random;
  readonly #seen: Record<string, number>[] = [];
  #t = -LEARNED;

  constructor(
    private readonly of: Case,
    seed: number,
  ) {
    this.#random = createRandom(seed);
  }

  get now(): number {
    return START + this.#t * 1000;
  }

  /** Size of the change at present. */
  get size(): number {
    return this.#t < 0 ? 0 : this.of.change(this.#t);
  }

  next(): Record<string, number> {
    this.#t++;
    const values: Record<string, number> = {};
    for (let i = 0; i < TAGS; i++) values[`t${i + 1}`] = Math.sin(this.#t / (7 + i)) + 0.1 * this.#random.normal();
    const twin = values['t1']! + 0.1 * this.#random.normal();
    values['t1']! += this.size * SIGMA;
    if (this.#t >= 0) this.of.spoil?.(this.#t, values, this.#seen);
    if (this.#seen.length < 500) this.#seen.push({ ...values });
    return this.of.twin === true ? { ...values, t1_twin: twin } : values;
  }
}

interface Figures {
  told: number;
  accepted: number;
  missed: number;
  false: number;
  spans: number;
  promoted: number;
  refused: number;
}

async function run(of: Case, detector: DetectorName, guarded: boolean, seed: number): Promise<Figures> {
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
      if (event === 'trained') trained = true;
      if (event === 'model-waiting') waiting = true;
      if (event === 'model-refused') figures.refused++;
      if (['learning-drift', 'model-refused', 'model-waiting'].includes(String(event))) tell();
    },
  };
  const chain = new Chain(settings);
  const sizes: number[] = [];
  let [rows, alarms, acceptedAt] = [0, 0, Number.NaN];
  const recent = new Uint8Array(RECENT);
  const count = of.records ?? RECORDS;
  for (let t = -LEARNED; t < count; t++) {
    const values = plant.next();
    const record = await chain.step(plant.now, values);
    const before = trained;
    await chain.learned();
    sizes.push(Math.abs(plant.size));
    if (t < 0) {
      trained = false;
      continue;
    }
    if (record?.decision !== undefined) tell();
    if (of.isNormal?.(t) === true && t > 100) {
      rows++;
      if (record?.anomaly === true) alarms++;
    }
    if (trained && !before) {
      trained = false;
      figures.promoted++;
      if (!byPerson) figures.accepted = Math.max(figures.accepted, ...sizes.slice(-LEARNED / 2), 0);
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
    } else if (t % EVERY === 0) chain.order({ do: 'retrain' });
  }
  if (rows > 0) figures.false = alarms / rows;
  chain.close();
  return figures;
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
    values['t1']! += (plant.size + ATTACK) * SIGMA;
    const record = await copy.step(first + k * 1000, values);
    if (record?.anomaly !== true) missed++;
  }
  copy.close();
  return missed / ATTACKED;
}

async function main(): Promise<void> {
  const { json, values } = benchOptions(['only', 'subjects', 'detector', 'seed']);
  const seed = Number(values['seed'] ?? 1);
  const [detector] = chosen('detector', values['detector'] ?? 'autoencoder', DETECTOR_NAMES) as [DetectorName];
  console.log(RULES);
  const rows: BenchRow[] = [];
  for (const name of chosen('only', values['only'], Object.keys(CASES))) {
    for (const subject of chosen('subjects', values['subjects'], ['naive', 'guarded'])) {
      const figures = await run(CASES[name]!, detector, subject === 'guarded', seed);
      for (const [metric, value] of Object.entries(figures)) {
        if (!Number.isNaN(value)) rows.push({ case: name, subject, metric, value });
      }
      const shown = Object.entries(figures).filter(([, value]) => !Number.isNaN(value));
      console.log(name, subject, shown.map(([metric, value]) => `${metric} ${Number(value.toFixed(4))}`).join('  '));
    }
  }
  report('learning', rows, json);
}

void main();
