import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTagTable, type TagTable } from '../../lib/record/tags';
import { createPlant } from '../../nodes/simulator/plant/plant';
import { Circuit, circuitTags } from './circuit';
import { CIRCUIT_TRIALS } from './circuit-trials';
import { DRILL_TRIALS, FORGERY_TRIALS, type Forge, type Trial } from './trials';

/** Tags of the plant as the example's ingest node has them. */
function exampleTags(): TagTable {
  const file = join(__dirname, '..', '..', '..', 'examples', 'flows', 'guard-a-twin.json');
  const flow = JSON.parse(readFileSync(file, 'utf8')) as { type: string; tags?: string }[];
  return parseTagTable(JSON.parse(flow.find(({ type }) => type === 'twin-ingest')!.tags!));
}

/** A trial of a plant that lives already. */
export type Ready = Omit<Trial<never>, 'begin'> & { begin(): Forge | undefined };

/** A plant, and what it goes through. */
export interface Life {
  step(): Record<string, number> & { time: number };
  readonly trials: readonly Ready[];
}

export interface Case {
  readonly names: readonly string[];
  tags(): TagTable;
  live(seed: number): Life;
}

function caseOf<P extends Pick<Life, 'step'>>(
  tags: () => TagTable,
  plant: (seed: number) => P,
  trials: readonly Trial<P>[],
): Case {
  return {
    names: trials.map(({ name }) => name),
    tags,
    live(seed) {
      const one = plant(seed);
      const ready = trials.map((trial) => ({ ...trial, begin: () => trial.begin(one) }));
      return { step: () => one.step(), trials: ready };
    },
  };
}

const withoutTwin = (tags: TagTable): TagTable => new Map([...tags].filter(([, { role }]) => role !== 'twin'));
const simulator = (seed: number) => createPlant({ seed, noise: 1, mismatch: 0.03, label: false });
const circuit = (seed: number): Circuit => new Circuit(seed);

export const CASES: Readonly<Record<string, Case>> = {
  simulator: caseOf(exampleTags, simulator, DRILL_TRIALS),
  'simulator-without-twin': caseOf(() => withoutTwin(exampleTags()), simulator, DRILL_TRIALS),
  'simulator-forged': caseOf(exampleTags, simulator, FORGERY_TRIALS),
  circuit: caseOf(() => circuitTags(true), circuit, CIRCUIT_TRIALS),
  'circuit-without-twin': caseOf(() => circuitTags(false), circuit, CIRCUIT_TRIALS),
};

/** The plants with their twins, and what goes wrong in them. */
export const LIVING = ['simulator', 'circuit'].map((name) => ({ name, ...CASES[name]! }));
