import { join } from 'node:path';
import { isPlainObject } from '../../lib/input';
import { createStateStore } from '../../lib/store/state-store';
import { unsaved } from '../../lib/store/unsaved';
import type { PlantSnapshot } from './plant/state';

/**
 * Keeps the plant on disk so that its clock never runs backwards: what is saved also reserves the seconds after it, and
 * no record leaves with a time beyond the reservation. After a crash the plant goes on at the end of the reservation,
 * after an orderly stop exactly where it was.
 */
export interface Keeper {
  /** The snapshot to go on from, or undefined. Its second is where the clock must go on, whatever the plant does. */
  restore(): PlantSnapshot | undefined;
  /** Called before a record of this second leaves; saves when the reservation runs out. */
  advance(second: number): void;
  /** Saves now: something else than the clock has changed. */
  save(): void;
  close(): void;
}

const KEY = 'plant';
/** Wall-clock seconds that a reservation lasts for, about. */
const RESERVE_S = 10;
const MIN_RESERVE = 60;

/**
 * @param folder of the node; undefined: nothing is kept
 * @param speed records per second, at present
 */
export function createKeeper(
  folder: string | undefined,
  snapshot: () => PlantSnapshot,
  speed: () => number,
  fail: (error: Error) => void,
): Keeper {
  const store = folder === undefined ? undefined : createStateStore(join(folder, 'state'));
  let until = -1;
  let saving = false;
  const reserve = (): number => Math.max(MIN_RESERVE, Math.ceil(RESERVE_S * speed()));

  const saveNow = (ahead: number): void => {
    const plant = snapshot();
    until = plant.state.second + ahead;
    try {
      store?.saveNow(KEY, { plant, until });
    } catch (error) {
      fail(unsaved('the simulated plant', error));
    }
  };
  const saveSoon = (): void => {
    if (store === undefined || saving) return;
    saving = true;
    const plant = snapshot();
    const next = plant.state.second + reserve();
    store
      .save(KEY, { plant, until: next })
      .then(() => {
        until = Math.max(until, next);
      })
      .catch((error: unknown) => fail(unsaved('the simulated plant', error)))
      .finally(() => {
        saving = false;
      });
  };

  return {
    restore() {
      const kept = store?.load(KEY)?.state;
      if (!isPlainObject(kept)) return undefined;
      const { plant, until: reserved } = kept as unknown as { plant: PlantSnapshot; until: number };
      plant.state.second = Math.max(plant.state.second, reserved);
      return plant;
    },
    advance(second) {
      if (second > until) saveNow(reserve());
      else if (second > until - reserve() / 2) saveSoon();
    },
    save: () => saveNow(reserve()),
    close: () => saveNow(0),
  };
}
