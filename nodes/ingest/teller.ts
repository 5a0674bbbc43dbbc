import type { Tag } from '../../lib/record/tags';
import type { AssetContext } from './asset-types';
import { ALONE, type Alone } from './build';
import type { TagMemory } from './memory';
import type { Spare } from './partners';
import { BAD, IMPUTED, STALE, type Update } from './update';

/** At most one event of a kind in this time on the wall, ms; with how many there were. */
const TELL_EVERY_MS = 60_000;

/** Tells a person what happened to one asset's messages, without flooding. */
export class Teller {
  readonly #asset: string;
  readonly #context: AssetContext;
  readonly #counts = new Map<string, { count: number; told: number }>();
  readonly #totals: Record<string, number> = {};
  readonly #refused = new Set<string>();
  readonly #spares = new Set<string>();
  readonly #texts = new Set<string>();
  readonly #faulty = new Set<string>();
  readonly #stale = new Set<number>();
  /** When it was told last of a tag that it is stale, or back. */
  readonly #flicker = new Map<string, number>();

  #stopped: boolean;

  /** The clock on the wall: the source's own may stand still. */
  now = 0;

  /** @param stopped what was told of the source's clock before a restart */
  constructor(asset: string, context: AssetContext, stopped: boolean) {
    this.#stopped = stopped;
    this.#asset = asset;
    this.#context = context;
  }

  /** How often what happened since the node started: late, duplicate, dropped, filled, bad-value, ... */
  get totals(): Readonly<Record<string, number>> {
    return { ...this.#totals };
  }

  #add(what: string, times = 1): void {
    this.#totals[what] = (this.#totals[what] ?? 0) + times;
  }

  tell(event: string, time: number, text: string, details: object = {}): void {
    this.#context.event({ event, asset: this.#asset, time, text, ...details });
  }

  /** Tells the first of its kind, then at most one a minute by the clock on the wall. */
  count(event: string, time: number, text: string): void {
    this.#add(event);
    let entry = this.#counts.get(event);
    if (entry === undefined) {
      entry = { count: 0, told: -Infinity };
      this.#counts.set(event, entry);
    }
    entry.count++;
    if (Math.abs(this.now - entry.told) < TELL_EVERY_MS) return;
    this.tell(event, time, text, { count: entry.count });
    entry.told = this.now;
    entry.count = 0;
  }

  /** A message that stands outside of the live stream. */
  alone(why: Alone, time: number): void {
    this.count(why, time, ALONE[why]);
  }

  /** Whether the time that the source tells stands still. */
  clock(stopped: boolean, time: number): void {
    if (stopped === this.#stopped) return;
    this.#stopped = stopped;
    if (stopped)
      this.tell(
        'clock-stopped',
        time,
        "the source's clock stands still while its values go on; times are taken from the arrival until it goes again",
      );
    else this.tell('clock-runs', time, "the source's clock goes again; times are taken as they are now");
  }

  /** A tag that came after the schema was learned; each is told once. */
  newTag(tag: string, time: number, limit: number): void {
    this.#add('new-tag');
    if (this.#refused.has(tag) || this.#refused.size >= limit) return;
    this.#refused.add(tag);
    const text = `${tag} is new after the tags were learned; it is not scored. Send the order reset to learn the tags anew`;
    this.tell('new-tag', time, text, { tag });
  }

  /** A tag that is left out because its first value was a text. */
  text(tag: string, time: number): void {
    if (this.#texts.has(tag)) return;
    this.#texts.add(tag);
    const fix = 'give it a unit, states or a role in the tag table to use it, then send the order reset';
    this.tell('text-tag', time, `${tag} holds a text and is not scored; ${fix}`, { tag });
  }

  /** A tag that another one is compared with already, in the same way. */
  spare({ tag, of, first }: Spare, time: number): void {
    if (this.#spares.has(tag)) return;
    this.#spares.add(tag);
    const fix = `to compare it with ${tag}, give both their roles in the tag table, then send the order reset`;
    const text = `${tag} and ${first} both belong to ${of}; ${of} is compared with ${first}, and ${tag} is a tag of its own; ${fix}`;
    this.tell('second-partner', time, text, { tag, of, first });
  }

  /** Values that are there but of no use; each tag is told once until it is well again. */
  problems({ problems, time, positions, numbers, qualities }: Update, tags: readonly Tag[]): void {
    for (let k = 0; this.#faulty.size > 0 && k < positions.length; k++) {
      if (qualities[k]! < BAD && !Number.isNaN(numbers[k])) this.#faulty.delete(tags[positions[k]!]!.name);
    }
    if (problems.length > 0) this.#add('bad-value', problems.length);
    for (const { tag, text } of problems) {
      if (this.#faulty.has(tag)) continue;
      this.#faulty.add(tag);
      this.tell('bad-value', time, `${tag} ${text}`, { tag });
    }
  }

  /** Tags that went stale or came back with this record. */
  stale(marks: Uint8Array, tags: readonly Tag[], memory: TagMemory, time: number): void {
    for (let i = 0; i < marks.length; i++) {
      if (marks[i] === IMPUTED) this.#add('filled');
      const isStale = marks[i] === STALE && memory.time[i] !== -Infinity;
      // What cannot be used is not back.
      if (isStale === this.#stale.has(i) || marks[i] === BAD) continue;
      const tag = tags[i]!.name;
      if (this.#flickers(isStale, tag)) continue;
      if (isStale) this.#stale.add(i);
      else this.#stale.delete(i);
      if (isStale) this.tell('tag-stale', time, `${tag} brings no new values`, { tag });
      else this.tell('tag-back', time, `${tag} is back`, { tag });
    }
  }

  /** The same was told of the tag just now. What it is when the time is over is told then. */
  #flickers(isStale: boolean, tag: string): boolean {
    const what = `${isStale} ${tag}`;
    if (Math.abs(this.now - (this.#flicker.get(what) ?? -Infinity)) < TELL_EVERY_MS) return true;
    this.#flicker.set(what, this.now);
    return false;
  }

  /** Whether stale would have anything to tell when no tag is stale. */
  get anyStale(): boolean {
    return this.#stale.size > 0;
  }
}
