import type { TwinRecord } from '../../../lib/record/record';
import { firstOut } from '../evidence/first-out';
import { type KeptPicture, keepPicture, readPicture } from '../evidence/kept-picture';
import type { Picture } from '../evidence/picture';
import { reach, takePicture } from '../evidence/take-picture';
import { without } from '../evidence/without';
import type { Sight } from '../observe/memory';
import { type Circumstances, type Judgement, judge, judgeBlindly } from './judge';
import { type Standing, settle } from './settle';

/** An open episode is judged anew whenever it has become this much longer. */
const GROWTH = 1.05;
/** Rows looked at least, so that a judgement never hangs on two or three records. */
const FEWEST_ROWS = 12;

/** As plain JSON. */
export interface OpinionSnapshot {
  readonly standing?: Standing;
  /** What older versions kept in its place. */
  readonly judgement?: Judgement;
  readonly picture?: KeptPicture;
  /** 'picture': it is the same. */
  readonly opening?: KeptPicture | 'picture';
  readonly judgedAt: number;
  /** Absent in what older versions kept, and where it could not be seen. */
  readonly firstOut?: string;
}

/** What is thought of the alarm that is open, or was last. */
export class Opinion {
  #standing: Standing | undefined;
  #picture: Picture | undefined;
  /** The picture when the episode last fitted into the short memory. */
  #opening: Picture | undefined;
  /** Length of the episode when it was last judged. */
  #judgedAt = 0;
  /** The tag that was out first. */
  #firstOut: string | undefined;

  constructor(from?: OpinionSnapshot) {
    if (from === undefined) return;
    this.#standing = from.standing ?? (from.judgement && { judgement: from.judgement });
    this.#picture = from.picture && readPicture(from.picture);
    this.#opening = from.opening === 'picture' ? this.#picture : from.opening && readPicture(from.opening);
    this.#judgedAt = from.judgedAt;
    this.#firstOut = from.firstOut;
  }

  /** Undefined before the first alarm. */
  get judgement(): Judgement | undefined {
    if (this.#standing === undefined) return undefined;
    const { judgement } = this.#standing;
    return this.#firstOut === undefined ? judgement : { ...judgement, firstOut: this.#firstOut };
  }

  get picture(): Picture | undefined {
    return this.#picture;
  }

  /**
   * Judges the open alarm, if there is reason to.
   * @param raised with this record
   * @param lasted rows since it began
   * @returns what it was said to be before, where that has changed
   */
  form(
    record: TwinRecord,
    raised: boolean,
    lasted: number,
    sight: Sight,
    acknowledged: boolean,
    circumstances: Circumstances,
  ): Pick<Judgement, 'kind' | 'severity'> | undefined {
    if (!raised && lasted < this.#judgedAt * GROWTH) return undefined;
    this.#judgedAt = lasted;
    const before = raised ? undefined : this.#standing;
    if (raised) this.#opening = this.#firstOut = undefined;
    const judged = this.#look(record, lasted, sight, circumstances);
    this.#standing = settle(before, judged, lasted, this.#picture?.present ?? true, acknowledged);
    if (before === undefined) return undefined;
    const { kind, severity } = before.judgement;
    const now = this.#standing.judgement;
    return now.kind === kind && now.severity === severity ? undefined : { kind, severity };
  }

  #look(record: TwinRecord, lasted: number, sight: Sight, circumstances: Circumstances): Judgement {
    const { channels, recent, reference, messages } = sight;
    if (!reference.ready) return judgeBlindly(record, circumstances);
    const rows = Math.max(FEWEST_ROWS, lasted);
    const picture = takePicture(channels, recent, reference, rows, messages.counts(rows), this.#opening);
    this.#picture = picture;
    if (lasted <= reach(recent)) this.#opening = picture;
    this.#firstOut ??= firstOut(without(picture, circumstances.excluded), channels, recent, reference, lasted);
    return judge(picture, record, circumstances);
  }

  /** The alarm is over, or the tags are others now. */
  over(): void {
    this.#opening = undefined;
  }

  forget(): void {
    this.#opening = undefined;
    this.#picture = undefined;
  }

  snapshot(): OpinionSnapshot {
    return {
      ...(this.#standing && { standing: this.#standing }),
      ...(this.#picture && { picture: keepPicture(this.#picture) }),
      ...(this.#opening && {
        opening: this.#opening === this.#picture ? 'picture' : keepPicture(this.#opening),
      }),
      judgedAt: this.#judgedAt,
      ...(this.#firstOut !== undefined && { firstOut: this.#firstOut }),
    };
  }
}
