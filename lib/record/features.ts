/**
 * Names of features. A feature is a tag ('L1') or something derived from it, named `tag~what`: 'L1~twin'. A feature of
 * the message rather than of a tag has no tag in front: '~interval'. Tags themselves therefore hold no tilde.
 */

const MARK = '~';

/** What can be derived from a tag or a message. */
export type Derivation =
  /** measured minus the twin's estimate */
  | 'twin'
  /** actuator feedback minus its command */
  | 'command'
  /** measured minus what the other tags tell it to be */
  | 'told'
  /** measured minus setpoint */
  | 'setpoint'
  /** message timing, see Comms */
  | 'interval'
  | 'jitter'
  | 'gap'
  /** how much a counter counts per second, over rollovers and resets */
  | 'increase'
  /** change per second, rolling mean, rolling standard deviation */
  | 'rate'
  | 'mean'
  | 'spread'
  /** the value of an expression of the user's own */
  | 'own'
  /** 1 while an enumeration is in this state, else 0 */
  | `=${string}`;

/** @param tag '' for what is derived from the message itself */
export function featureName(tag: string, what: Derivation): string {
  return tag + MARK + what;
}

/** The tag that a feature speaks of; '' for features of the message itself. */
export function tagOf(feature: string): string {
  const at = feature.indexOf(MARK);
  return at < 0 ? feature : feature.slice(0, at);
}

/** What was derived; undefined for a plain tag. */
export function derivationOf(feature: string): string | undefined {
  const at = feature.indexOf(MARK);
  return at < 0 ? undefined : feature.slice(at + 1);
}

const NUMBERED: string[] = [];

/** Names of tags that have none: t1, t2, ... Cheap enough for every message. */
export function numberedTags(count: number): readonly string[] {
  while (NUMBERED.length < count) NUMBERED.push(`t${NUMBERED.length + 1}`);
  return NUMBERED.slice(0, count);
}
