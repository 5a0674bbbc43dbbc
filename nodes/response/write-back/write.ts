import type { Datatype } from './twins';

/** One value for one tag of a twin. */
export interface Write {
  /** The twin, as ingest names it. */
  readonly asset: string;
  /** The tag, as ingest names it. */
  readonly tag: string;
  readonly value: number;
  /** How the receiver keeps the value, where it has to be told. */
  readonly datatype: Datatype;
  /** Address of the HTTP interface, without a slash at its end; empty for the others. */
  readonly url: string;
  /** ms since the epoch. */
  readonly time: number;
  /** The same for the same command: a receiver that has seen it ignores it. */
  readonly key: string;
}

/** Properties of the message that leaves: what an MQTT, HTTP request or OPC UA node reads of it. */
export type TwinMessage = Readonly<Record<string, unknown>> & { readonly payload: unknown };

/** An asset whose name does not suit the twin; says how it would have to be. */
export class NoSuchTwin extends Error {
  override readonly name = 'NoSuchTwin';
}

/** The value as its receiver keeps it: a flag is no number, a whole number has no fraction. */
export function typed({ value, datatype }: Pick<Write, 'value' | 'datatype'>): number | boolean {
  if (datatype === 'Boolean') return value !== 0;
  return datatype === 'Double' || datatype === 'Float' ? value : Math.round(value);
}
