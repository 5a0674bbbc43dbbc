import type { Token } from './chain';

/** Which part of the fleet this process is. */
export interface MemberSettings {
  /** From 1 on. */
  readonly member: number;
  readonly members: number;
  /** ms between two checkpoints. */
  readonly checkpoint: number;
}

/** What a member tells, for the event output and the log. */
export interface FleetEvent {
  readonly event: string;
  readonly text: string;
  readonly [detail: string]: unknown;
}

/** What travels with an order to all, which is of no key: see Token. */
export type Run = Required<Pick<Token, 'run'>>;

/** How a member reaches the flow. */
export interface Flow {
  /**
   * Sends a record, or an order to one key, through the flow.
   * @returns when all that came of it is done; false where a node did not say so in time
   */
  handle(
    token: Token,
    message: { readonly what: 'in' | 'order'; readonly name: string; readonly data: Uint8Array },
  ): Promise<boolean>;
  /**
   * Sends an order to all assets, or to some, through the flow.
   * @param token without a key of an order to all
   * @returns when all that came of it is done, or a node did not say so in time
   */
  order(control: Record<string, unknown>, token: Token | Run): Promise<void>;
  /** Everything of the key that has been sent has been stored by the broker. */
  settled(key: string): Promise<void>;
  /** So much waits for the broker that no more records are to be handled; `Member.proceed` is called when there is room again. */
  full(): boolean;
  tell(event: FleetEvent): void;
}
