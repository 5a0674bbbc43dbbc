import { awayText, returnText } from '../guarded/away-text';
import type { Gate } from '../guarded/gate';
import { type Levels, presentRows, type Rule, rowsToSee } from '../guarded/levels';
import type { Return } from '../guarded/returns';
import type { Rows } from '../guarded/rows';
import type { LayerContext } from '../layer/layer';
import type { TwinRecord } from '../record/record';
import { rowsOf } from './examination';
import type { LearningBuffer } from './learning/buffer';
import type { RecordJudge } from './live/record-judge';

/** What judging follows is told, small as it is, once so many records in a row are normal only because of that. */
const EXCUSED = 3;

/** Where the levels of the plant are: tells what has moved away, and lets judging follow what is slow. */
export class LevelWatch {
  readonly #context: LayerContext;
  readonly #gate: Gate;
  readonly #follows: boolean;
  /** Rows since the levels were looked at. */
  #unseen = 0;
  /** Records in a row that are normal only because judging follows. */
  #excused = 0;

  /** @param follows whether judging follows slow changes */
  constructor(context: LayerContext, gate: Gate, follows: boolean) {
    this.#context = context;
    this.#gate = gate;
    this.#follows = follows;
  }

  /** Whether more rows have to come before a model is made of them: the plant is where it has not come back from. */
  mustWait(buffer: LearningBuffer): boolean {
    return this.#gate.mustWait(rowsOf(buffer)) === true;
  }

  /** Where the levels have been; undefined before there is anything to measure by. */
  get known(): Levels | undefined {
    return this.#gate.accepting === undefined ? this.#gate.golden?.levels : undefined;
  }

  /** @param been see Gate.been */
  set been(been: Gate['been']) {
    this.#gate.been = been;
  }

  /** The plant is again where the model in force does not know it: from now on that is learned. */
  returned({ now, occasions }: Return, time: number): void {
    const text = `the plant is back at ${returnText(now)}, on ${occasions} occasions by now, and that is learned from now on; if this is not normal, say of the alarm that it is right`;
    this.#tell('learning-return', time, { text, levels: now });
  }

  /** By feature: how far what is judged is moved back, in engineering units, as the plant has slowly moved on. */
  get offsets(): Readonly<Record<string, number>> {
    return this.#gate.offsets;
  }

  /** A record has been judged by the model in force, and nothing speaks against learning from it. @param row of good quality */
  judged(features: readonly string[], row: Float64Array, inForce: RecordJudge, record: TwinRecord): void {
    if (!this.#follows) return;
    const calm = inForce.mayFollow(record);
    this.#excused = calm && inForce.excused ? this.#excused + 1 : 0;
    const seen = this.#gate.follow(features, row, calm);
    // Without it these would be an alarm.
    const excusing = this.#excused >= EXCUSED;
    if (seen || this.#excused === EXCUSED) this.#look(undefined, 'level', record.time, excusing);
  }

  /** A row was collected. Looks at the levels once in a while. */
  collected(buffer: LearningBuffer, isGrowing: boolean, time: number): void {
    if (buffer.count === 1) this.#gate.collect();
    const golden = this.#gate.golden;
    if (golden === undefined || buffer.count < presentRows(golden.levels)) return;
    if (++this.#unseen < golden.levels.block) return;
    this.#unseen = 0;
    this.#look(rowsOf(buffer.tail(rowsToSee(golden.levels))), isGrowing ? 'return' : 'level', time);
  }

  #look(rows: Rows | undefined, rule: Rule, time: number, excusing = false): void {
    const away = this.#gate.watch(rows, rule, excusing);
    if (away === undefined) return;
    if (away.length > 0) {
      // So early nothing has to wait yet.
      const what = excusing
        ? 'judging follows that slowly, up to one standard deviation in all'
        : 'what is learned further on there waits for a person';
      const text = `${awayText(away)}; ${what}. Look at the plant; if this is its new normal, order accept`;
      this.#tell('learning-drift', time, { text, levels: away });
    } else this.#tell('learning-drift-over', time, { text: 'all levels are again where they have been' });
  }

  #tell(event: string, time: number, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}
