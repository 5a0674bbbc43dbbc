import type { WatchedTag } from '../observe/channels';
import type { Anew, Counted } from '../observe/counters';
import type { MessageCounts } from '../observe/messages';
import type { Drops } from './drops';
import type { Measured } from './measure';

/** Where the value of a tag was while it was learned, and where it is, in engineering units. */
export interface Level {
  readonly was: number;
  readonly is: number;
  /** Usual standard deviation, of single values and of such a mean. */
  readonly deviation: number;
  readonly wander: number;
}

/** A tag during the episode. */
export interface TagPicture {
  readonly name: string;
  readonly role: WatchedTag['role'];
  /** True when the residual compares with a twin or command, so that a move of the whole plant does not show in it. */
  readonly compared: boolean;
  /** What it is compared with: its twin, what the other tags tell, its command; undefined when with nothing. */
  readonly by?: 'twin' | 'others' | 'command' | undefined;
  /** In the newest row, where the other tags tell it or it is a constant, in engineering units. */
  readonly reads?: number;
  readonly expected?: number;
  /** Rows in which the other tags spoke against it although it has a twin of its own; absent in what older versions kept. */
  readonly disputed?: number;
  /** Of one that the others tell: its own value moved, and not as the process does, when the most affected sensor made its step. */
  readonly itself?: boolean;
  /** It never moved while it was learned, and nothing that does is there to compare it with. */
  readonly constant?: true;
  /** What is judged moved so seldom while it was learned that a calm of this length says nothing. */
  readonly seldom?: true;
  /** A controller holds it at a setpoint. */
  readonly controlled: boolean;
  /** What is judged: measured minus twin where there is a twin, feedback minus command, or else the value. */
  readonly residual: Measured;
  /** The value itself. */
  readonly value: Measured;
  /** Where it falls to again and again, and in which part of the rows; a share of 0 where it does not. */
  readonly drops: Drops;
  /** Absent where it gives no value. */
  readonly level?: Level;
  /** Just before and just after the sharpest step of its value; absent where there is none. */
  readonly jump?: Level;
  /** What it should have read, and what it did, just after its sharpest step away from what it is compared with; absent where there is none. */
  readonly beside?: Level;
  /** Its twin stands still although it used to move. */
  readonly twinStill?: boolean;
  /** Messages that it is behind its twin; absent where it is not. */
  readonly behind?: number;
  /** It counts up all the time. */
  readonly counting?: true;
  /** It counts, and has begun anew although nobody would expect that of it. */
  readonly anew?: Anew;
  /** It counts, and has stopped. */
  readonly stands?: Counted['stands'];
  /** It counts, and what is judged is how fast. */
  readonly byRate?: true;
  /** It deviates, and not any more in the newest rows. */
  readonly back?: true;
  /** How far the residual moved at the moment when the most affected sensor made its step, in standard deviations; 0 where it had left before. */
  readonly along: number;
}

/** What an episode looks like, in units of normal behaviour. Plain data. */
export interface Picture {
  /** Rows since the episode began. */
  readonly lasted: number;
  /** What the tags or the message times show is there still in the newest rows; false while it goes away. */
  readonly present: boolean;
  readonly tags: readonly TagPicture[];
  /** Time between messages, without single interruptions. */
  readonly timing: Measured;
  /** The same in ms; absent where it is not known, and in what older versions kept. */
  readonly rhythm?: Level;
  /** What was odd about the messages themselves. */
  readonly messages: MessageCounts;
  /** Tags whose newest values are an exact copy of earlier ones, and how many rows earlier. */
  readonly repeated: { readonly tags: readonly string[]; readonly ago: number };
}

/** The tags of an episode that have one of the roles. */
export function ofRole(picture: Picture, ...roles: WatchedTag['role'][]): TagPicture[] {
  return picture.tags.filter((tag) => roles.includes(tag.role));
}

/** Whether messages come more seldom than while it was learned. */
export function isSeldom({ rhythm }: Picture): boolean {
  return rhythm !== undefined && rhythm.is > rhythm.was;
}
