import type { TwinRecord } from '../../lib/record/record';
import type { IngestEvent } from './event';
import type { PairProposal } from './pairs';
import type { Message } from './reading';
import type { Schema } from './schema';
import type { WaitingKind } from './waiting';

/** What ingest asks of its surroundings; all of it may be left out. */
export interface IngestContext {
  event?(event: IngestEvent): void;
  /** The state of an asset has changed; '' is what belongs to no asset. */
  save?(asset: string): void;
  /** What was saved for an asset, when it is seen for the first time. */
  restore?(asset: string): unknown;
  /** An asset has lost its place before its tags were learned: nothing of it is kept. */
  forget?(asset: string): void;
  /** Whether its state is kept by a fleet: it may be of another process after the next start. */
  elsewhere?(asset: string): boolean;
}

/** For the line under the node. */
export interface IngestStatus {
  /** The format read last, as people call it; undefined before the first message. */
  readonly format: string | undefined;
  readonly assets: number;
  readonly offline: number;
  /** Of all assets together. */
  readonly tags: number;
  /** Messages refused, by the field that was wrong. */
  readonly refused: number;
  /** Kinds of messages that wait until a person says how to read them. */
  readonly waiting: number;
}

/** From messages of any source to one clean, timed vector per asset. No Node-RED, no clock, no timer. */
export interface Ingest {
  /**
   * @param arrival ms since the epoch; stands in for the source time where there is none
   * @returns the records that follow from the message, mostly one
   * @throws InputError naming the field; nothing was changed then
   */
  accept(message: Message, arrival: number): TwinRecord[];
  /** Looks for silence and lets go what waited for late messages. @returns records whose wait is over */
  tick(now: number): TwinRecord[];
  /** Asks to save all that was heard since it was saved: the node stops. */
  keep(now: number): void;
  status(): IngestStatus;
  /** How many assets have a guard that is blind, or partly so. */
  blind(): number;
  /** What waits for a mapping, each kind with a sample and a proposal. */
  waiting(): readonly WaitingKind[];
  /** Opens an asset that no message has come for yet, as it was saved: an order finds it. @param now ms since the epoch */
  restore(asset: string, now: number): void;
  /** Forgets an asset, or all of them. */
  reset(asset?: string): void;
  assets(): string[];
  schema(asset: string): Schema | undefined;
  /** Partners of its commands and setpoints, found by correlation, for a person to confirm. */
  proposals(asset: string): readonly PairProposal[];
  /** Messages of an asset, and how many were late, dropped, filled, ... */
  counts(asset: string): Readonly<Record<string, number>>;
  /** State of one asset, or of the formats for ''. */
  snapshot(asset: string): unknown;
}
