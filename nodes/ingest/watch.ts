import { blindSentence } from '../../lib/alarm/blind';
import type { Blind, TwinRecord } from '../../lib/record/record';
import type { AssetContext } from './asset-types';
import { type BlindChange, Blindness, type Fate } from './blindness';
import type { Schema } from './schema';
import type { Timeline } from './timeline';

/** Tells when an asset's guard goes blind: an event at the beginning and the end, and records that go through the whole chain. */
export class Watch {
  readonly #blindness: Blindness;
  /** Of what was told last, for the event at the end. */
  #since = 0;

  constructor(
    private readonly asset: string,
    private readonly context: AssetContext,
    private readonly timeline: Timeline,
    private readonly schema: () => Schema,
  ) {
    const { emit, period } = context.config;
    this.#blindness = new Blindness(emit !== 'message', emit === 'grid' ? period : 0);
  }

  /** For the live records while the guard is blind, or partly so. */
  get mark(): Blind | undefined {
    return this.#blindness.mark;
  }

  /** A message of the live stream, before its record leaves. */
  heard(now: number): void {
    if (this.#blindness.heard() === 'ended') this.#tellEnd(now);
  }

  /** A message was dealt with. @param out receives a notice after its records */
  message(fate: Fate, now: number, out: TwinRecord[]): void {
    this.#follow(this.#blindness.message(fate, now, this.timeline), now, out);
  }

  /** The source's clock was set: what came until that was clear was not judged. The live records that follow say so. */
  clockSet(now: number): void {
    if (this.#blindness.clockSet(now, this.timeline) === 'began') this.#tellBeginning(now);
  }

  silent(now: number, out: TwinRecord[]): void {
    this.#follow(this.#blindness.begin('silent', now, this.timeline), now, out);
  }

  /** Looks at the clock on the wall. */
  look(now: number, out: TwinRecord[]): void {
    this.#follow(this.#blindness.look(now, this.timeline), now, out);
  }

  #follow(change: BlindChange, now: number, out: TwinRecord[]): void {
    if (change === undefined) return;
    if (change === 'ended') {
      this.#tellEnd(now);
      return;
    }
    if (change === 'began') this.#tellBeginning(now);
    const time = Number.isFinite(this.timeline.newest) ? this.timeline.newest : now;
    out.push(notice(this.asset, this.#blindness.mark!, time, this.schema()));
  }

  #tellBeginning(now: number): void {
    const { asset } = this;
    const blind = this.#blindness.mark!;
    this.#since = blind.since;
    this.context.event({ event: 'blind', asset, time: now, text: blindSentence(asset, blind), ...blind });
  }

  #tellEnd(now: number): void {
    const { asset } = this;
    const text = `The guard of ${asset} sees again.`;
    this.context.event({ event: 'blind-over', asset, time: now, text, duration: Math.max(0, now - this.#since) });
  }
}

/** A record that stands for no message and tells the nodes behind. */
function notice(asset: string, blind: Blind, time: number, { features, roles }: Schema): TwinRecord {
  return { asset, time, values: {}, comms: { notice: true, blind }, features, roles, verdict: 'fault' };
}
