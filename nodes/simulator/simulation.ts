import { parseField } from '../../lib/config/fields';
import { InputError, own } from '../../lib/input';
import type { Order } from '../../lib/layer/orders';
import { FIELDS, type SimulatorConfig } from './config';
import { createKeeper } from './keeper';
import type { Drill } from './plant/drills/drill';
import { modelOf } from './plant/drills/drills';
import type { Row } from './plant/message';
import { createPlant, type Plant } from './plant/plant';
import type { PlantConfig } from './plant/state';

/** The orders that the simulator follows. */
export const ORDERS = ['start', 'stop', 'drill', 'clear', 'reset', 'set', 'status'] as const;

/** Where the simulation sends to. */
export interface Outlets {
  record(payload: Row): void;
  event(payload: Record<string, unknown>): void;
  fail(error: Error): void;
}

/** The plant of one node: what it sends, how it follows orders, what it keeps. It has no clock: the adapter asks for records. */
export interface Simulation {
  readonly running: boolean;
  /** Records per second; 0: as fast as the flow carries them. */
  readonly speed: number;
  drills(): readonly Readonly<Drill>[];
  send(records: number): void;
  /** @throws InputError */
  order(order: Order): void;
  close(): void;
}

/** Records per second that a reservation assumes at full speed. */
const FULL_SPEED = 10_000;

/** @param folder where it goes on from and keeps itself; undefined: it always starts anew */
export function createSimulation(config: SimulatorConfig, folder: string | undefined, out: Outlets): Simulation {
  const plantConfig: PlantConfig = {
    seed: config.seed,
    noise: config.noise,
    mismatch: config.mismatch / 100,
    label: config.label,
  };
  let running = config.running;
  let speed = config.speed;
  const keeper = createKeeper(
    folder,
    () => plant.snapshot(),
    () => speed || FULL_SPEED,
    out.fail,
  );
  const kept = keeper.restore();
  let plant: Plant = createPlant(plantConfig, kept, kept?.state.second);
  let known = plant.drills();

  const tell = (event: string, more: Record<string, unknown> = {}): void =>
    out.event({ event, asset: config.asset, time: plant.time, ...more });
  const tellEnded = (): void => {
    const now = plant.drills();
    for (const drill of known) {
      if (!now.includes(drill)) tell('drill-ended', { drill: drill.name, kind: drill.kind, tag: drill.tag });
    }
    known = now;
  };
  const drill = (options: Order['options']): void => {
    const { name, kind, tag, magnitude, start, end } = plant.drill(options);
    const text = modelOf({ name }).text;
    tell('drill', { drill: name, kind, tag, magnitude, seconds: end - start, text });
    known = plant.drills();
  };
  const follow: Record<(typeof ORDERS)[number], (options: Order['options']) => void> = {
    start: () => {
      running = true;
      tell('start');
    },
    stop: () => {
      running = false;
      tell('stop');
    },
    drill,
    clear: () => {
      tell('clear', { drills: plant.clear() });
      known = plant.drills();
    },
    reset: () => {
      plant = createPlant(plantConfig, undefined, plant.second);
      known = [];
      tell('reset');
    },
    set: (options) => {
      const wanted = own(options, 'speed');
      if (wanted === undefined)
        throw new InputError('control.speed', 'is missing; give records per second, 0 for full speed');
      speed = parseField('speed', FIELDS.speed, wanted) as number;
      tell('set', { speed });
    },
    status: () => tell('status', { running, speed, drills: plant.drills().map(({ name }) => name) }),
  };

  return {
    get running() {
      return running;
    },
    get speed() {
      return speed;
    },
    drills: () => plant.drills(),
    send(records) {
      for (let i = 0; i < records; i++) {
        const row = plant.step();
        keeper.advance(plant.second);
        out.record(row);
        if (known.length > 0) tellEnded();
      }
    },
    order(order) {
      follow[order.do as keyof typeof follow](order.options);
      if (order.do !== 'status') keeper.save();
    },
    close: keeper.close,
  };
}
