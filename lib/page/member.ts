import type { LayerStatus } from '../layer/layer';
import type { Order, OrderName } from '../layer/orders';
import type { TwinRecord } from '../record/record';
import type { LayerName } from './api';

/**
 * A copy of what a node does for one asset: records of a recording go through it, and the node itself learns, tells and keeps nothing
 * of them.
 */
export interface Rehearsal {
  /** @returns what comes out; nothing where the record cannot be used */
  step(record: TwinRecord): readonly TwinRecord[];
  close(): void;
}

/** A node of the pack, as the page's server knows it. */
export interface Member {
  readonly id: string;
  /** Its type in Node-RED. */
  readonly type: string;
  readonly layer: LayerName;
  /** Its name, else that of its flow. */
  readonly name: string;
  /** Orders that it follows. */
  readonly orders: readonly OrderName[];
  /** All assets that it knows, also those that have sent nothing since the start. */
  assets(): readonly string[];
  /** It may have assets of which it does not know yet, as a fleet keeps them and hands them over later. */
  awaitsAssets?(): boolean;
  has(asset: string): boolean;
  /** Undefined for an asset that has sent nothing since the start. */
  status(asset: string): LayerStatus | undefined;
  /**
   * Its answer to the order status, with further members of that order; undefined for an asset that it does not know.
   * Changes nothing.
   */
  report(asset: string, options?: Readonly<Record<string, unknown>>): Record<string, unknown> | undefined;
  /** Options with which an order would bring back what it is about to change; undefined where it has none. */
  before?(order: Order): Record<string, unknown> | undefined;
  /**
   * Follows an order to one asset as one that came over its wire: the audit log, its event output and its state are the same.
   * @param payload as msg.payload: rows to learn from
   * @throws InputError when it is refused, UnsavedError when it holds and could not be saved
   */
  follow(order: Order, payload?: unknown): Record<string, unknown>;
  /** Undefined for an asset that it does not know. Absent where records pass as they are. */
  rehearse?(asset: string): Rehearsal | undefined;
  /** Of times that name none, where it reads times. */
  readonly zone?: string;
}

/** How a member tells the page what happens. All of it costs next to nothing while no page is served. */
export interface Seat {
  /** A record that its layer has been through. Numbers are copied; nothing of it is kept. */
  see(asset: string, record: TwinRecord): void;
  /** What it says on its event output. */
  hear(asset: string, event: Readonly<Record<string, unknown>>): void;
  /** The node closes. */
  leave(): void;
}
