import { createRandom, type Random } from '../../../lib/math/random';
import { control, type Setpoints } from './controller';
import type { Conditions, Drill, View } from './drills/drill';
import { isOver, modelOf, parseDrill, strengthOf } from './drills/drills';
import { instrument, message, type Row } from './message';
import { advance, INLET, type Inputs, mismatched, PARAMETERS, readings } from './process';
import { type PlantConfig, type PlantSnapshot, type PlantState, startState, stateOf } from './state';
import { wander } from './surroundings';
import { advanceTwin } from './twin';

/** A plant with its PLC, its network and its twin. Pure: a seed repeats a run, a snapshot continues it. */
export interface Plant {
  /** Lives on to the next message (1 s of plant time, more when messages are lost) and returns it. */
  step(): Row;
  /**
   * Starts a drill from the order { drill, tag?, magnitude?, seconds? }; one of the same name and tag begins anew.
   * @throws InputError when it is not known
   */
  drill(options: Readonly<Record<string, unknown>>): Readonly<Drill>;
  /** Ends all drills and returns their names. */
  clear(): string[];
  /** The drills that are running. */
  drills(): readonly Readonly<Drill>[];
  /** Plant time in s since its start, and the source time of the last message in ms since the epoch. */
  readonly second: number;
  readonly time: number;
  snapshot(): PlantSnapshot;
}

/** The plant's clock starts here, so that a seed repeats the times too. */
const EPOCH = Date.UTC(2026, 0, 1);
/** Seconds that a replay repeats. */
const SPAN = 120;
/** Standard deviation of a message's time on the way, ms. */
const NETWORK_JITTER = 4;
const LABELS = { attack: 1, fault: 2, drift: 3 } as const;

/**
 * @param snapshot of a plant with the same config; any other is not used
 * @param from second at which the clock of a plant that starts anew stands
 */
export function createPlant(config: PlantConfig, snapshot?: unknown, from = 0): Plant {
  const state = stateOf(snapshot, config) ?? startState(config.seed, from);
  const random = createRandom(state.random);
  const drillRandom = createRandom(state.drillRandom);
  const twinParameters = mismatched(PARAMETERS, config.mismatch);
  const running = (): Drill[] => state.drills.filter((drill) => state.second < drill.end);

  return {
    step() {
      let view = live(state, config, twinParameters, random, drillRandom);
      while (view.lost) view = live(state, config, twinParameters, random, drillRandom);
      const arrival = Math.max(state.arrival + 1, 1000 * state.second + view.latency);
      const row = message(EPOCH + arrival, arrival - state.arrival, view);
      state.arrival = arrival;
      if (config.label) row['drill'] = running().reduce((label, drill) => Math.max(label, LABELS[drill.kind]), 0);
      return row;
    },
    drill(options) {
      const drill = parseDrill(options, state.second);
      state.drills = state.drills.filter((other) => other.name !== drill.name || other.tag !== drill.tag);
      state.drills.push(drill);
      return drill;
    },
    clear() {
      const names = running().map((drill) => drill.name);
      for (const drill of state.drills) drill.end = Math.min(drill.end, state.second);
      return names;
    },
    drills: running,
    get second() {
      return state.second;
    },
    get time() {
      return Math.round(EPOCH + state.arrival);
    },
    snapshot() {
      state.random = random.snapshot();
      state.drillRandom = drillRandom.snapshot();
      return structuredClone({ config, state });
    },
  };
}

/** One second, in the order in which a signal travels: surroundings, process, instruments, PLC, network. */
function live(
  state: PlantState,
  config: PlantConfig,
  twinParameters: typeof PARAMETERS,
  random: Random,
  drillRandom: Random,
): View {
  const now = ++state.second;
  state.drills = kept(state.drills, (drill) => !isOver(drill, now));
  const drills = kept(state.drills, (drill) => now < drill.end);
  wander(state.surroundings, now, random);

  const conditions = conditionsOf(state, twinParameters);
  const nominal = inputsOf(state.last.commands, 1, INLET);
  advance(state.process, conditions.inputs, conditions.plant);
  advanceTwin(state.twin, nominal, conditions.twin, state.last.measured);

  const measured = readings(state.process, conditions.plant, conditions.inputs.demand);
  instrument(measured, config.noise, random);
  for (const drill of drills) modelOf(drill).instruments?.(measured, drill, drillRandom, now);

  const shown = { ...state.surroundings.setpoints };
  const inForce = { ...shown };
  for (const drill of drills) modelOf(drill).setpoints?.(inForce, drill);
  control(state.controller, measured, inForce);

  const view: View = {
    measured,
    twin: readings(state.twin, conditions.twin, 1),
    commands: commandsOf(state),
    setpoints: shown,
    past: remember(state, measured, drills),
    last: state.last,
    latency: NETWORK_JITTER * (5 + Math.max(-5, random.normal())),
    lost: false,
  };
  for (const drill of drills) modelOf(drill).network?.(view, drill, drillRandom, now);
  if (!view.lost) state.last = { measured, commands: view.commands, setpoints: shown };
  return view;
}

/** Filters without an allocation in the usual case that all stay. */
function kept(drills: Drill[], stays: (drill: Drill) => boolean): Drill[] {
  return drills.every(stays) ? drills : drills.filter(stays);
}

/** What the process and the twin run on in this second. */
function conditionsOf(state: PlantState, twin: typeof PARAMETERS): Conditions {
  const { demand, inlet } = state.surroundings;
  const conditions = { plant: PARAMETERS, twin, inputs: inputsOf(commandsOf(state), demand, inlet) };
  if (state.drills.length === 0) return conditions;
  const open = { ...conditions, plant: { ...PARAMETERS }, twin: { ...twin } };
  for (const drill of state.drills) modelOf(drill).physics?.(open, drill, strengthOf(drill, state.second));
  return open;
}

function commandsOf({ controller }: PlantState): Setpoints {
  return { L1: controller.L1.command, L2: controller.L2.command, T2: controller.T2.command };
}

function inputsOf(commands: Readonly<Setpoints>, demand: number, inlet: number): Inputs {
  return { pump: commands.L1, valve: commands.L2, heater: commands.T2, demand, inlet };
}

/** Keeps what was measured, and gives what was measured one span ago. While a replay runs, its recording stays. */
function remember(state: PlantState, measured: View['measured'], drills: readonly Drill[]): View['measured'] {
  const at = state.second % SPAN;
  const past = state.history[at] ?? measured;
  if (!drills.some((drill) => drill.name === 'replay')) state.history[at] = { ...measured };
  return past;
}
