import type { Alarm } from '../../../lib/alarm/alarm';
import type { TwinRecord } from '../../../lib/record/record';
import { aboutMessages } from '../evidence/attack';
import { isDeviating } from '../evidence/deviation';
import { firstOut } from '../evidence/first-out';
import {
  type KeptOpening,
  type KeptPicture,
  keepOpening,
  keepPicture,
  readOpening,
  readPicture,
} from '../evidence/kept-picture';
import { type Opening, openingOf } from '../evidence/opening';
import type { Picture } from '../evidence/picture';
import { reach, takePicture } from '../evidence/take-picture';
import { without } from '../evidence/without';
import type { Sight } from '../observe/memory';
import { type Fingerprint, fingerprint } from './episodes';
import { type Circumstances, type Judged, type Judgement, judge, judgeBlindly } from './judge';
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
  /** 'picture': it is the same; older versions kept the whole picture of then. */
  readonly opening?: KeptOpening | KeptPicture | 'picture';
  readonly judgedAt: number;
  /** Of an alarm that is over, see fingerprint; older versions kept its picture. */
  readonly print?: Fingerprint;
  /** Absent in what older versions kept, and where it could not be seen. */
  readonly firstOut?: string;
  readonly byCharts?: boolean;
  /** Absent where there are none, and in what older versions kept. */
  readonly earlier?: number;
}

/** What is thought of the alarm that is open, or was last. */
export class Opinion {
  #standing: Standing | undefined;
  /** Of the alarm that is open; of one that is over its fingerprint is enough. */
  #picture: Picture | undefined;
  #print: Fingerprint = {};
  /** When the episode last fitted into the short memory: the picture, as long as it does. */
  #opening: Opening | undefined;
  /** Length of the episode when it was last judged. */
  #judgedAt = 0;
  /** The tag that was out first. */
  #firstOut: string | undefined;
  #byCharts: boolean;
  /** Rows for which the same trouble has lasted before the alarm came back with it. */
  #earlier = 0;

  constructor(from?: OpinionSnapshot) {
    this.#byCharts = from?.byCharts === true;
    if (from === undefined) return;
    this.#standing = from.standing ?? (from.judgement && { judgement: from.judgement });
    this.#picture = from.picture && readPicture(from.picture);
    this.#opening = from.opening === 'picture' ? this.#picture : from.opening && readOpening(from.opening);
    this.#print = from.print ?? {};
    this.#judgedAt = from.judgedAt;
    this.#firstOut = from.firstOut;
    this.#earlier = from.earlier ?? 0;
  }

  /** Undefined before the first alarm. */
  get judgement(): Judgement | undefined {
    if (this.#standing === undefined) return undefined;
    const { judgement } = this.#standing;
    return this.#firstOut === undefined ? judgement : { ...judgement, firstOut: this.#firstOut };
  }

  /** No detector judged when the alarm was raised: what the decision sees by itself tells its end, too. */
  get byCharts(): boolean {
    return this.#byCharts;
  }

  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** Of the alarm that is open, or was last. */
  get print(): Fingerprint {
    return this.#picture === undefined ? this.#print : fingerprint(this.#picture);
  }

  /**
   * Judges the open alarm, if there is reason to.
   * @param raised with this record
   * @returns what it was said to be before, where that has changed
   */
  form(
    record: TwinRecord,
    raised: boolean,
    alarm: Pick<Alarm, 'rows' | 'earlier' | 'state'>,
    sight: Sight,
    circumstances: Circumstances,
  ): Pick<Judgement, 'kind' | 'severity'> | undefined {
    if (raised) return this.#begin(record, alarm, sight, circumstances);
    const lasted = this.#earlier + alarm.rows;
    if (lasted < this.#judgedAt * GROWTH) return undefined;
    this.#judgedAt = lasted;
    const before = this.#standing;
    const judged = this.#look(record, lasted, sight, circumstances);
    this.#standing = settle(before, judged, lasted, this.#isPresent(before), alarm.state === 'acknowledged');
    if (before === undefined) return undefined;
    const { kind, severity } = before.judgement;
    const now = this.#standing.judgement;
    return now.kind === kind && now.severity === severity ? undefined : { kind, severity };
  }

  /**
   * An alarm that comes back is the same trouble still where it is about the same tag: how that began, and what it was called, is known
   * already, and does not show in its return. Of what the process does, the return shows as much as the beginning.
   */
  #begin(
    record: TwinRecord,
    { rows, earlier }: Pick<Alarm, 'rows' | 'earlier'>,
    sight: Sight,
    circumstances: Circumstances,
  ): undefined {
    const [known, opening, firstOut] = [this.#standing, this.#opening, this.#firstOut];
    this.forget();
    this.#earlier = 0;
    this.#firstOut = undefined;
    this.#byCharts = record.verdict === 'learning';
    this.#judgedAt = rows;
    const judged = this.#look(record, rows, sight, circumstances);
    this.#standing = settle(undefined, judged, rows, true, false);
    if (earlier === 0 || opening === undefined || known === undefined || known.vague === true) return;
    const { kind, tags } = known.judgement;
    if (kind === 'data-drift' || tags[0] !== judged.judgement.tags[0]) return;
    [this.#earlier, this.#opening, this.#firstOut] = [earlier, opening, firstOut];
    this.#judgedAt = earlier + rows;
    const again = this.#look(record, this.#judgedAt, sight, circumstances);
    const { since } = again.judgement;
    const { judgement, attackSince } = known;
    const before = { judgement: { ...judgement, since }, ...(attackSince !== undefined && { attackSince }) };
    this.#standing = settle(before, again, this.#judgedAt, this.#isPresent(before), false);
  }

  /** Whether what the standing name rests on is there still. */
  #isPresent(standing: Standing | undefined): boolean {
    if (this.#picture === undefined) return true;
    const { present, tags } = this.#picture;
    const about = standing === undefined ? [] : standing.judgement.tags;
    const named = tags.filter((tag) => about.includes(tag.name) && isDeviating(tag));
    return present && (named.length === 0 || named.some(({ back }) => back !== true) || aboutMessages(this.#picture));
  }

  #look(record: TwinRecord, lasted: number, sight: Sight, circumstances: Circumstances): Judged {
    const { channels, recent, reference } = sight;
    if (!reference.ready) return judgeBlindly(record, circumstances);
    const picture = takePicture(sight, Math.max(FEWEST_ROWS, lasted), this.#opening);
    if (lasted <= reach(recent)) this.#opening = picture;
    else if (this.#opening === this.#picture) this.#opening = this.#picture && openingOf(this.#picture);
    this.#picture = picture;
    this.#firstOut ??= firstOut(without(picture, circumstances.excluded), channels, recent, reference, lasted);
    return judge(picture, record, circumstances);
  }

  /** The alarm is over; it may come back. */
  over(): void {
    this.#print = this.print;
    this.#opening = this.#opening && openingOf(this.#opening);
    this.#picture = undefined;
  }

  /** An alarm would be another one by now, or the tags are others: how the last one began is of no use any more. */
  close(): void {
    this.over();
    this.#opening = undefined;
  }

  forget(): void {
    this.close();
    this.#print = {};
  }

  snapshot(): OpinionSnapshot {
    return {
      ...(this.#standing && { standing: this.#standing }),
      ...(this.#picture && { picture: keepPicture(this.#picture) }),
      ...(this.#opening && {
        opening: this.#opening === this.#picture ? 'picture' : keepOpening(this.#opening),
      }),
      ...(Object.keys(this.#print).length > 0 && this.#picture === undefined && { print: this.#print }),
      judgedAt: this.#judgedAt,
      ...(this.#firstOut !== undefined && { firstOut: this.#firstOut }),
      ...(this.#byCharts && { byCharts: true }),
      ...(this.#earlier > 0 && { earlier: this.#earlier }),
    };
  }
}
