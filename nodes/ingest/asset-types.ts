import type { CommsSnapshot } from './comms';
import type { IngestConfig } from './config';
import type { DerivationsSnapshot } from './derive';
import type { MemorySnapshot } from './memory';
import type { Reading } from './reading';
import type { Schema, Schemas, SeenTag } from './schema';
import type { TimelineSnapshot } from './timeline-snapshot';
import type { Update } from './update';

/** What an asset needs from the node. */
export interface AssetContext {
  readonly config: IngestConfig;
  readonly schemas: Schemas;
  event(payload: { event: string; asset: string; time: number; [detail: string]: unknown }): void;
  save(asset: string): void;
}

export interface AssetSnapshot {
  readonly seen: readonly SeenTag[];
  readonly messages: number;
  readonly clock?: TimelineSnapshot;
  /** In what older versions kept: where the clock was. */
  readonly lastTime?: number;
  readonly comms: CommsSnapshot;
  readonly derivations: DerivationsSnapshot;
  readonly memory: MemorySnapshot;
  readonly recordTime?: number;
}

/** A reading that was checked. */
export interface Prepared {
  /** The schema that it was converted with; it is converted anew when the schema has changed since. */
  readonly basis: Schema | undefined;
  readonly update?: Update;
  /** Nothing in it is known to the asset: it does not show that the asset still talks. */
  readonly foreign?: boolean;
  /** It brings no number; whether it says something all the same shows when its turn comes. */
  readonly empty?: boolean;
}

/** A prepared reading, with what its message showed. */
export interface Arrived {
  readonly reading: Reading;
  readonly prepared: Prepared;
  readonly arrival: number;
  readonly source: string | undefined;
  readonly size: number | undefined;
  /** The same message brings more of the asset. */
  readonly more: boolean;
}
