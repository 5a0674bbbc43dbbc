import { alike } from '../../../lib/alike';
import type { DetectorInfo, TwinRecord } from '../../../lib/record/record';
import { type Channels, channelsOf, sameChannels } from './channels';
import { Charts } from './charts';
import { followConstants } from './constants';
import { Counters, type CountersSnapshot } from './counters';
import { Messages } from './messages';
import { Recent } from './recent';
import { Reference } from './reference';
import { learnTold } from './told';

/** A model of the detector, by name and version. */
interface ModelId {
  readonly name: string;
  readonly version: number;
}

/** What was usual under a model, when another one took its place. */
interface Left {
  readonly model: ModelId;
  readonly reference: unknown;
}

/** What is kept of an asset to compare with, as plain JSON. */
export interface MemorySnapshot {
  readonly channels?: Channels;
  readonly reference?: unknown;
  readonly recent?: unknown;
  readonly messages?: unknown;
  readonly charts?: unknown;
  /** Absent in what older versions kept. */
  readonly counters?: CountersSnapshot;
  readonly model?: ModelId;
  /** The newest last; absent where there was no other model. */
  readonly left?: readonly Left[];
}

/** All of it, once there is a first record. */
export interface Sight {
  readonly channels: Channels;
  readonly recent: Recent;
  readonly reference: Reference;
  readonly charts: Charts | undefined;
  readonly counters: Counters;
  readonly messages: Messages;
}

/** Which settings it goes by, see config.ts. */
interface Wanted {
  readonly reference: number;
  readonly charts: boolean;
}

const SAVE_EVERY = 100;
/** Models to which a rollback brings back what was usual under them. */
const MOST_LEFT = 2;

/** An asset's last rows, what is usual of it, its control charts, and which of its messages were odd. */
export class Memory {
  #sight: Sight | undefined;
  #messages = new Messages();
  /** The schema that the channels were made for; the same array means the same schema. */
  #features: readonly string[] | undefined;
  /** Name and version of the detector's model that the reference goes with. */
  #model: ModelId | undefined;
  #left: readonly Left[];

  constructor(
    private readonly wanted: Wanted,
    from: MemorySnapshot = {},
  ) {
    if (from.messages !== undefined) this.#messages.restore(from.messages);
    this.#model = from.model;
    this.#left = from.left ?? [];
    if (from.channels === undefined) return;
    const { reference, recent, charts, counters } = this.#watch(from.channels);
    reference.restore(from.reference);
    recent.restore(from.recent);
    if (from.charts !== undefined) charts?.restore(from.charts);
    else charts?.catchUp();
    if (from.counters !== undefined) counters.restore(from.counters);
  }

  /** Undefined before the first record. */
  get sight(): Sight | undefined {
    return this.#sight;
  }

  /** Makes room for the record's schema. @returns whether there was another one before: what was usual is forgotten then */
  meet(record: TwinRecord): boolean {
    const before = this.#sight;
    if (record.features === undefined ? before !== undefined : record.features === this.#features) return false;
    this.#features = record.features;
    const channels = channelsOf(record);
    if (before !== undefined && sameChannels(channels, before.channels)) return false;
    this.#watch(channels);
    this.#left = [];
    return before !== undefined;
  }

  /** Takes in a live record, after it was met. @returns whether a control chart is out of its limits, or a counter began anew or stopped */
  add(record: TwinRecord): boolean {
    const { recent, charts, counters } = this.#sight!;
    recent.push(record);
    if (record.detector !== undefined) this.#follow(record.detector);
    const counts = counters.step(record, recent);
    return charts !== undefined && (charts.step(recent, record.time) || counts);
  }

  /** The newest row is usual. @returns whether it is time to save */
  learn(): boolean {
    const { recent, reference, charts, counters } = this.#sight!;
    followConstants(recent, reference);
    counters.learn();
    if (reference.complete) return false;
    reference.learn(recent);
    charts?.learn();
    return reference.complete || reference.rows % SAVE_EVERY === 0;
  }

  reset(): void {
    this.#sight = undefined;
    this.#messages = new Messages();
    this.#features = undefined;
    this.#model = undefined;
    this.#left = [];
  }

  snapshot(): MemorySnapshot {
    const sight = this.#sight;
    return {
      ...(sight && {
        channels: sight.channels,
        reference: sight.reference.snapshot(),
        recent: sight.recent.snapshot(),
        ...(sight.charts && { charts: sight.charts.snapshot() }),
        counters: sight.counters.snapshot(),
      }),
      messages: this.#messages.snapshot(),
      ...(this.#model !== undefined && { model: this.#model }),
      ...(this.#left.length > 0 && { left: this.#left }),
    };
  }

  #watch(own: Channels): Sight {
    const channels = alike(own);
    const reference = new Reference(channels.list.length, this.wanted.reference);
    const charts = this.wanted.charts ? new Charts(channels, reference) : undefined;
    const counters = new Counters(channels, reference);
    this.#sight = { channels, recent: new Recent(channels), reference, charts, counters, messages: this.#messages };
    return this.#sight;
  }

  /**
   * A new model of normal may go with a new normal: the reference follows it, under the same rules. One that was gone back to brings
   * back what was usual under it: what was learnt since is of what somebody took back.
   */
  #follow({ model, version, residuals }: DetectorInfo): void {
    const { channels, reference, charts } = this.#sight!;
    const before = this.#model;
    const isSame = (one: ModelId): boolean => one.version === version && one.name === model;
    const isAnother = before !== undefined && !isSame(before);
    const back = isAnother ? this.#left.findIndex((left) => isSame(left.model)) : -1;
    if (back >= 0) reference.restore(this.#left[back]!.reference);
    else if (isAnother)
      this.#left = [...this.#left, { model: before, reference: reference.snapshot() }].slice(-MOST_LEFT);
    if (residuals !== undefined) learnTold(residuals, channels, reference);
    if (before === undefined || isAnother) this.#model = { name: model, version };
    if (!isAnother) return;
    if (back >= 0) this.#left = this.#left.slice(0, back);
    else reference.reopen();
    charts?.reopen();
  }
}

/** Only what everybody holds for normal is learnt from. */
export function mayLearn({ verdict }: TwinRecord): boolean {
  return verdict === undefined || verdict === 'normal' || verdict === 'learning';
}
