import { CHANGED, type Successor } from '../guarded/gate-snapshot';
import { type KeptGolden, Names } from '../guarded/kept';
import { Shadow, type ShadowCounts } from '../guarded/shadow';
import type { LayerContext } from '../layer/layer';
import type { TwinRecord } from '../record/record';
import { duration } from '../time/duration';
import type { LearningBuffer } from './learning/buffer';
import { RecordJudge } from './live/record-judge';
import type { Cause } from './models/activations';
import type { ModelKeeper } from './models/model-keeper';

/** A model that passed its exam and judges beside the one in force. Plain JSON. */
export interface Shaded extends Successor {
  readonly version: number;
  /** Why it was learned. */
  readonly cause: Cause;
  /** Records that it was learned from. */
  readonly rows: number;
}

/** Plain JSON. */
export interface ShadowingSnapshot extends Omit<Shaded, 'golden'> {
  /** See Names. */
  readonly names: readonly (readonly string[])[];
  readonly golden: KeptGolden;
  readonly counts: ShadowCounts;
}

/** For a person. */
export interface ShadowReport extends ShadowCounts {
  readonly version: number;
  readonly total: number;
}

/** What the detector does with the model when it is through. */
export interface ShadowingContext {
  readonly models: ModelKeeper;
  /** Records that a model has to pass; 0: none has to. */
  readonly records: number;
  /** Share of a record that may be missing, see RecordJudge.judge. */
  readonly missing: number;
  /** The rows right before the next record. */
  recent(): LearningBuffer;
}

interface Present extends Shaded {
  readonly judge: RecordJudge;
  readonly shadow: Shadow;
  /** Source time of the first record that counted since it was opened, and how many more have. */
  begun: number | undefined;
  more: number;
  /** ms of source time between two records, as far as it is known. */
  interval: number | undefined;
}

/** How many parts of the way are saved on the way. */
const SAVES = 10;

/**
 * Between exam and promotion: the new model judges live records beside the one in force, and nobody hears what it says, until it has shown
 * that it raises no alarms of its own and misses none. After a restart it goes on where it was saved last.
 */
export class Shadowing {
  readonly #context: LayerContext;
  readonly #on: ShadowingContext;
  #present: Present | undefined;

  constructor(context: LayerContext, on: ShadowingContext, from?: ShadowingSnapshot) {
    this.#context = context;
    this.#on = on;
    if (from !== undefined) this.#restore(from);
  }

  /** Whether models have to pass it. */
  get wanted(): boolean {
    return this.#on.records > 0;
  }

  /** The model that judges beside the one in force. */
  get present(): Shaded | undefined {
    return this.#present;
  }

  /** @param made is on disk @param interval ms of source time between two records, as far as it is known @param exam how it did in it */
  begin(made: Shaded, interval: number | undefined, time: number | null, exam: Record<string, unknown>): void {
    this.end(`version ${made.version} takes its place in the shadow`);
    this.#open(made, undefined, interval);
    const { records } = this.#on;
    const { version, rows } = made;
    const text = `model version ${version}, learned from ${rows} records, passed its exam; it judges in the shadow of the one in force for ${records} records${lasting(interval, records)}, then in its place. Order approve, with a name, to have it judge at once, or decline`;
    this.#tell('model-shadow', time, { text, version, total: records, ...exam });
  }

  /**
   * A record has come. The model sees every one, also those that do not count: its windows must not run across them.
   * @param row in engineering units
   * @returns how it scores it; undefined where it cannot tell, or there is none
   */
  see(record: TwinRecord, features: readonly string[], row: Float64Array): number | undefined {
    return this.#present?.judge.beside(record, features, row, this.#on.missing);
  }

  /**
   * A record was judged by the model in force.
   * @param score of the model in the shadow, see above
   * @param learned whether nothing speaks against learning from it
   * @returns the model that is through, and is no shadow any more
   */
  meet(
    inForce: RecordJudge,
    record: TwinRecord,
    score: number | undefined,
    learned: boolean,
  ): (Shaded & { readonly counts: ShadowCounts }) | undefined {
    const present = this.#present;
    if (present === undefined || score === undefined || record.score === undefined) return undefined;
    const { judge, shadow } = present;
    const { done } = shadow.counts;
    const champion = { score: record.score, highest: inForce.highest };
    const reason = shadow.meet(champion, { score, highest: judge.highest }, learned && record.verdict !== 'fault');
    if (reason !== undefined) this.#refuse(present, reason, record.time);
    else if (shadow.done) return this.#leave(present);
    if (shadow.counts.done > done) this.#pace(present, record.time);
    return undefined;
  }

  /** A person said that an alarm was none: what was counted before does not count. */
  anew(): void {
    if (this.#present !== undefined) this.#open(this.#present, undefined, this.#present.interval);
  }

  /** The model does not judge any more. @param why "version 1 was gone back to" */
  end(why: string, by?: string): void {
    const present = this.#present;
    if (present === undefined) return;
    this.#close();
    const { version } = present;
    this.#tell('model-declined', null, {
      text: `model version ${version} will not judge: ${why}`,
      version,
      ...(by && { by }),
    });
  }

  /** A person wants it to judge at once. @returns it; it is no shadow any more */
  take(): Shaded | undefined {
    return this.#present && this.#leave(this.#present);
  }

  /** Nothing is known any more. */
  close(): void {
    this.#close();
  }

  report(): ShadowReport | undefined {
    if (this.#present === undefined) return undefined;
    const { version, shadow } = this.#present;
    return { version, total: this.#on.records, ...shadow.counts };
  }

  /** "; model version 2 in the shadow 120/200, about 3 min"; empty where there is none. */
  text(): string {
    const report = this.report();
    if (report === undefined) return '';
    const { version, done, total } = report;
    return `; model version ${version} in shadow ${done}/${total}${lasting(this.#present!.interval, total - done)}`;
  }

  snapshot(): ShadowingSnapshot | undefined {
    if (this.#present === undefined) return undefined;
    const names = new Names();
    const golden = names.keepGolden(this.#present.golden);
    return { ...shadedOf(this.#present), names: names.all, golden, counts: this.#present.shadow.counts };
  }

  #open(shaded: Shaded, counts: ShadowCounts | undefined, interval: number | undefined): void {
    const model = this.#on.models.onDisk(shaded.version);
    this.#close();
    const judge = new RecordJudge(model);
    judge.warmUp(this.#on.recent());
    this.#present = {
      ...shaded,
      judge,
      shadow: new Shadow(this.#on.records, counts),
      begun: undefined,
      more: 0,
      interval,
    };
  }

  #restore({ counts, names, golden: kept, ...rest }: ShadowingSnapshot): void {
    const { version } = rest;
    const golden = new Names(names).restoreGolden(kept);
    try {
      if (golden === undefined) throw new Error(CHANGED);
      this.#open({ ...rest, golden }, counts, undefined);
    } catch (error) {
      const text = `model version ${version} will not judge: ${(error as Error).message}`;
      this.#tell('model-declined', null, { text, version });
    }
  }

  /** How fast records come, and how much of the way is on disk. */
  #pace(present: Present, time: number): void {
    const { done } = present.shadow.counts;
    if (present.begun === undefined) present.begun = time;
    else if (time > present.begun) present.interval = (time - present.begun) / ++present.more;
    if (done % Math.ceil(this.#on.records / SAVES) === 0) this.#context.save('soon');
  }

  #refuse({ version }: Shaded, reason: string, time: number): void {
    const counts = this.report();
    this.#close();
    const text = `model version ${version} does not judge: beside the model in force ${reason}`;
    this.#tell('model-refused', time, { text, ...counts });
    this.#context.save('now');
  }

  #leave(present: Present): Shaded & { readonly counts: ShadowCounts } {
    this.#close();
    return { ...shadedOf(present), counts: present.shadow.counts };
  }

  #close(): void {
    this.#present?.judge.dispose();
    this.#present = undefined;
  }

  #tell(event: string, time: number | null, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}

function shadedOf({ version, golden, crept, pace, cause, rows }: Shaded): Shaded {
  return { version, golden, ...(crept && { crept }), ...(pace && { pace }), cause, rows };
}

function lasting(interval: number | undefined, records: number): string {
  return interval === undefined || !(interval > 0) ? '' : `, about ${duration(interval * records)}`;
}
