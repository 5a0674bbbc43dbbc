import type { LayerContext } from '../../layer/layer';
import { zoneOffset } from '../../time/zone';
import { causeOf } from '../models/activations';
import type { Promotion } from '../promotion';
import type { Intake } from './intake';
import type { Learning } from './learning';
import type { TrainingFacts } from './training-facts';

/** ms */
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Settings of the schedule, see settings.ts. */
export interface ScheduleSettings {
  readonly records: number;
  readonly relearn: number;
  readonly relearnFrom: number;
  readonly relearnUntil: number;
}

/** When a model is learned anew without an order: every so many days, in some hours of the day, by source time. */
export class Schedule {
  readonly #settings: ScheduleSettings;
  readonly #offset = zoneOffset('local');
  /** Source time at which it was last begun. */
  #begun: number | undefined;

  constructor(
    settings: ScheduleSettings,
    private readonly context: LayerContext,
    private readonly learning: Learning,
    private readonly promotion: Promotion,
    private readonly intake: Intake,
    begun?: number,
  ) {
    this.#settings = settings;
    this.#begun = begun;
  }

  /** Of the last time that it was begun; undefined where it never was. */
  get begun(): number | undefined {
    return this.#begun;
  }

  /** A record has come. Begins to learn anew when that is due and nothing else is being learned. */
  meet({ rows, to }: TrainingFacts, time: number, frozen: boolean): void {
    if (!this.#isDue(time, to)) return;
    const { learning, promotion, intake, context } = this;
    const busy = learning.buffer !== undefined || learning.progress !== undefined;
    if (busy || frozen || promotion.hasReady || intake.held !== undefined) return;
    this.#begun = time;
    intake.begin(false);
    const wanted = Math.max(this.#settings.records, rows);
    learning.collect(causeOf('scheduled', undefined), wanted);
    const text = `as scheduled, a model is learned anew from the next ${wanted} records`;
    context.emit('event', { event: 'relearning', time, text, wanted });
    context.save('soon');
  }

  /** @param learned source time of the last record that the model in force was learned from; null where it is not known */
  #isDue(time: number, learned: number | null): boolean {
    const { relearn, relearnFrom, relearnUntil } = this.#settings;
    if (relearn === 0) return false;
    // What was sent as rows may have no times at all: it counts from the first record on.
    this.#begun ??= learned !== null && learned > DAY ? Math.min(learned, time) : time;
    if (time - Math.max(this.#begun, Math.min(learned ?? 0, time)) < relearn * DAY) return false;
    const hour = Math.floor(((time + this.#offset(time)) % DAY) / HOUR);
    const inside = relearnFrom < relearnUntil;
    return inside ? hour >= relearnFrom && hour < relearnUntil : hour >= relearnFrom || hour < relearnUntil;
  }
}
