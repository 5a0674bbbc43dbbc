import { flag } from './fields';

/** Settings of every node behind ingest: whom it believes what comes over its wire. */
export const WIRE_FIELDS = {
  /** Take verdicts, marks, models and decisions over from records that no Twin Guard node made, see lib/record/read.ts. */
  trust: flag(false),
  /** Follow orders that come as msg.control. Off: they are ignored, and told. */
  orders: flag(true),
  /** An order must say who gives it (`by`), or it is refused. */
  orderBy: flag(false),
} as const;
