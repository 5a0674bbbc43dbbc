import { describe, InputError } from '../input';
import type { Order } from './orders';

/** Whether a layer is kept from adapting, as plain JSON. */
export interface FreezeSnapshot {
  /** By a person. */
  readonly frozen?: boolean;
  /** By the posture of the asset; absent where it is not. */
  readonly frozenByPosture?: boolean;
}

/**
 * Who keeps a layer from adapting. A person and the posture of the asset (twin-decision, { hold: "posture" }) hold it apart, so
 * that neither lets go what the other holds.
 */
export class Freeze {
  #person: boolean;
  #posture: boolean;

  constructor(from: FreezeSnapshot = {}) {
    this.#person = from.frozen === true;
    this.#posture = from.frozenByPosture === true;
  }

  get frozen(): boolean {
    return this.#person || this.#posture;
  }

  /** What a person can do about it. */
  get remedy(): string {
    return this.#person || !this.#posture
      ? 'order unfreeze'
      : 'the posture of the asset is raised; order posture normal at twin-decision';
  }

  /** What is wrong where it was frozen and nothing has been learned yet. */
  get tooEarly(): string {
    return `frozen before anything was learned; ${this.remedy}`;
  }

  /** Follows freeze and unfreeze, and no other order. @throws InputError */
  follow(order: Order): void {
    if (order.do !== 'freeze' && order.do !== 'unfreeze') return;
    const frozen = order.do === 'freeze';
    if (isOfPosture(order)) this.#posture = frozen;
    else this.#person = frozen;
  }

  /** What another layer has to follow to be held in the same way. */
  orders(): Order[] {
    const freeze: Order = { do: 'freeze', asset: undefined, by: undefined, options: {} };
    return [...(this.#person ? [freeze] : []), ...(this.#posture ? [{ ...freeze, options: { hold: 'posture' } }] : [])];
  }

  /** For the answer to an order. */
  report(): { readonly frozen: boolean; readonly frozenBy?: readonly string[] } {
    const by = [...(this.#person ? ['person'] : []), ...(this.#posture ? ['posture'] : [])];
    return { frozen: this.frozen, ...(this.frozen && { frozenBy: by }) };
  }

  snapshot(): FreezeSnapshot & { readonly frozen: boolean } {
    return { frozen: this.#person, ...(this.#posture && { frozenByPosture: true }) };
  }
}

/** Whether an order to freeze or unfreeze is of the posture, not of a person. @throws InputError */
export function isOfPosture({ options: { hold } }: Order): boolean {
  if (hold === undefined || hold === 'posture') return hold === 'posture';
  throw new InputError('control.hold', `is ${describe(hold)}; give "posture", or leave it out`);
}
