import type { LayerContext } from '../layer/layer';
import { isPromotionEvent } from './promotion-events';

/** What became of a model: it leaves when that is on disk, so that nobody hears of what a restart does not know. */
const AWAITED: ReadonlySet<unknown> = new Set([
  'trained',
  'model-promoted',
  'model-refused',
  'model-shadow',
  'model-waiting',
  'model-approved',
  'model-declined',
  'model-imported',
  'model-pinned',
  'model-unpinned',
  'new-normal',
]);

type Event = Record<string, unknown>;

/** Plain JSON. */
export interface NewsSnapshot {
  /** Events of what the state holds, which the process may have ended before telling; of those that are logged. */
  readonly untold?: readonly Event[];
}

/** Keeps events back until what they tell of is saved, and tells after a restart what may not have been told: once, whenever the process ends. */
export class News {
  /** What is around the detector; events leave it when they may. */
  readonly context: LayerContext;
  readonly #around: LayerContext;
  #untold: readonly Event[] = [];

  constructor(around: LayerContext) {
    this.#around = around;
    this.context = {
      ...around,
      emit: (output, payload) => {
        if (output === 'event' && AWAITED.has(payload['event'])) this.#untold = [...this.#untold, payload];
        else around.emit(output, payload);
      },
      save: (urgency) => {
        const saved = around.save(urgency);
        if (urgency === 'now') this.leave();
        return saved;
      },
      saveBeside: async () => {
        if (around.saveBeside === undefined) around.save('now');
        else await around.saveBeside();
        this.leave();
      },
    };
  }

  /** Tells what a process that ended may not have told: whoever writes down what happened looks whether it is there already (again). */
  resume({ untold }: NewsSnapshot): void {
    if (!Array.isArray(untold)) return;
    for (const event of untold) this.#around.emit('event', { ...event, again: true });
  }

  /** Nothing is kept back any more. */
  leave(): void {
    const events = this.#untold;
    this.#untold = [];
    for (const event of events) this.#around.emit('event', event);
  }

  snapshot(): NewsSnapshot {
    const untold = this.#untold.filter(({ event }) => isPromotionEvent(event));
    return untold.length === 0 ? {} : { untold };
  }
}
