/** Something worth telling besides the records; the body of a message on the event output. */
export interface IngestEvent {
  readonly event: string;
  readonly asset: string;
  readonly time: number;
  readonly [detail: string]: unknown;
}
