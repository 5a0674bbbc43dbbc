import type { Host } from '../engine/host';
import type { TwinRecord } from '../record/record';
import type { ModelStore } from '../store/models';
import type { Order } from './orders';

/**
 * A layer is what a node does for one asset: pure state and arithmetic, no Node-RED, no clock of its own, no files. The
 * node adapter (lib/node-red/layer-node.ts) and the command line drive the same layers. Time is record.time.
 */
export interface Layer {
  /**
   * Adds this layer's part to the record. Throws InputError on a record that it cannot use; its state is then
   * unchanged.
   * @returns nothing, or a promise where the answer comes from elsewhere (a GPU): the record then is complete when it
   * resolves. While one is open, later steps answer with promises too, in the order of the records.
   */
  step(record: TwinRecord): void | Promise<void>;
  /**
   * Follows an order and answers it with plain data for the event output.
   * @param payload msg.payload of the order, for example rows to train on
   */
  order(order: Order, payload: unknown): Record<string, unknown>;
  /**
   * Options with which the same order would bring back what this one is about to change; undefined where it has none. They stand in
   * the log beside the order.
   */
  before?(order: Order): Record<string, unknown> | undefined;
  /**
   * Everything that it has learned, as plain JSON. A new layer made from it says of every later record what this one says, digit by
   * digit. What is not the same: a training that runs begins anew; and of the rows collected to learn from, every sixteenth keeps its
   * source time and the others get one between (row-times.ts), so that a span of time that is left out of them may begin and end
   * some rows off. Their values are rounded when they are packed (row-block.ts), in memory as in the snapshot.
   */
  snapshot(): unknown;
  status(): LayerStatus;
  /**
   * Called about once a second, whether messages come or not, so that silence ends what waits for a person (an approval, a
   * shelf, the expiry of a command).
   * @param now see LayerContext.now
   */
  tick?(now: number): void;
  /** All that it has sent so far has arrived where it was sent: nothing of it is in doubt any more. Told before a snapshot in a fleet. */
  arrived?(): void;
  /** Stops what runs in the background. */
  close?(): void;
}

/** Shown under the node. */
export interface LayerStatus {
  /** A key of the node's locale catalogue below 'status'; also how assets are counted together. */
  readonly state: 'waiting' | 'learning' | 'queued' | 'training' | 'watching' | 'alarm' | 'masked' | 'fault' | 'frozen';
  /** Values for the text's placeholders. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** An alarm that a person has acknowledged or put aside. */
  readonly attended?: boolean;
  /** ms of source time until the state is over; shown as the placeholder eta, in time of the clock on the wall. */
  readonly left?: number | undefined;
  /** The same where it depends on this computer alone: ms of the clock on the wall. */
  readonly wallLeft?: number | undefined;
}

/** What was kept of an asset and cannot be used. */
export interface Lost {
  readonly reason: 'damaged' | 'newer';
  /** One sentence for a person. */
  readonly text: string;
}

/** What a layer may ask of its surroundings. */
export interface LayerContext {
  readonly asset: string;
  /**
   * Sends a message body on one of the node's named outputs ('event', 'alert', ...). A body { control } leaves as an order,
   * a body { message: { topic, payload } } as that message.
   */
  emit(output: string, payload: Record<string, unknown>): void;
  /**
   * The state has changed. 'now': it must be on disk before anything else leaves the node (a fit, an alarm); 'soon': within
   * seconds.
   * @returns false when it was to be on disk now and is not: whoever must not forget (a command, a latch) may not go on.
   * Why not has been told then. True where nothing is kept at all, and for 'soon', which is only a promise.
   */
  save(urgency: 'now' | 'soon'): boolean;
  /**
   * The same as soon as may be, without holding up records: for what ends in the background, a thousand times in a row in a fleet. Resolves
   * when it is on disk, or could not be saved, which is told then. Where it is absent there is only `save`.
   */
  saveBeside?(): Promise<void>;
  /**
   * Why there is no snapshot although this asset was known: what was kept of it is damaged, or a newer version of this pack
   * wrote it. Absent for an asset that is really new. The node tells it and shows a fault until somebody orders `reset` or
   * another order that learns anew; a layer that would learn from live records without such an order asks here first.
   */
  readonly lost?: Lost;
  /** The layer has found elsewhere what it needs in spite of `lost` (a model that is on disk): no fault is shown any more. */
  recovered?(): void;
  /**
   * The clock on the wall, ms since the epoch; it never runs backwards. For what people and the plant wait for (intervals of
   * commands, approvals, expiry, alert windows, shelves), so that no message can move it. What describes the plant goes by
   * record.time. Absent where a recording is replayed (command line, benches): the time of the last record is the clock
   * then, and the same recording gives the same result.
   */
  now?(): number;
  /** The language of the host as a locale, 'de' or 'en-US'; absent where it has none. */
  readonly language?: string | undefined;
  /** Where this asset's models are kept; in memory on the command line. */
  readonly models: ModelStore;
  /**
   * What the assets of one node share, by name; it goes with the node. Absent where an asset is by itself (command line, benches):
   * then what one learns depends on no other.
   */
  readonly shared?: Map<string, unknown>;
  /** Where it trains; with everybody else in this process when absent. */
  readonly host?: Host;
  /** Folders in which optional packages (engines) may lie, besides our own: Node-RED's userDir. */
  readonly packages?: readonly string[];
  /** The status has changed outside of step and order. */
  touch(): void;
  /** Tells a problem that came up outside of step and order; it reaches Catch. */
  fail(error: Error): void;
}

/** Makes a layer, fresh or from a snapshot. A snapshot that does not fit the config is ignored with an event, never an exception. */
export type LayerFactory<Config> = (config: Config, context: LayerContext, snapshot?: unknown) => Layer;
