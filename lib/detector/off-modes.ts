import { InputError } from '../input';
import type { TwinRecord } from '../record/record';
import type { DetectorLayer } from './layer';
import type { News } from './news';

/** Neither judged nor learned from, here or by the decision; the record says that nobody judges, and why. */
export function skip(record: TwinRecord, why: string): void {
  if (record.verdict !== 'fault') record.verdict = 'learning';
  record.masked = { why, off: true };
}

/** Why records of a mode are skipped that a person has put aside. */
export function isOff(mode: string): string {
  return `mode ${JSON.stringify(mode)} is off: it is not judged`;
}

/** Answers in the order of the questions: once one answer waits, the next ones wait for it. */
export class InOrder {
  #open: Promise<void> | undefined;

  /** @param done what the step answered */
  after(done: void | Promise<void>, finish: () => void): void | Promise<void> {
    if (done === undefined && this.#open === undefined) return finish();
    const answer = Promise.all([this.#open?.catch(() => undefined), done]).then(finish);
    this.#open = answer;
    const close = (): void => {
      if (this.#open === answer) this.#open = undefined;
    };
    answer.then(close, close);
    return answer;
  }
}

/** A detector with one model for all modes, which does not see the records of some. */
export function withoutModes(detector: DetectorLayer, off: ReadonlySet<string>): DetectorLayer {
  const inOrder = new InOrder();
  const plan: DetectorLayer['plan'] = (order, payload, only) => {
    // An order to one mode must not become an order to all.
    if (order.options['mode'] !== undefined) {
      throw new InputError('control.mode', 'has no meaning here, as one model is for all modes; leave it out');
    }
    return detector.plan(order, payload, only);
  };
  return {
    step:
      off.size === 0
        ? (record) => detector.step(record)
        : (record) =>
            off.has(record.mode ?? '')
              ? inOrder.after(undefined, () => skip(record, isOff(record.mode ?? '')))
              : inOrder.after(detector.step(record), () => undefined),
    plan,
    order: (order, payload) => plan(order, payload)(),
    snapshot: () => detector.snapshot(),
    status: () => detector.status(),
    settled: () => detector.settled(),
    close: () => detector.close?.(),
  };
}

/** A detector whose state holds what may not have been told. */
export function withNews(detector: DetectorLayer, news: News): DetectorLayer {
  return {
    step: (record) => detector.step(record),
    plan: (order, payload, only) => detector.plan(order, payload, only),
    order: (order, payload) => detector.order(order, payload),
    snapshot: () => ({ ...(detector.snapshot() as object), ...news.snapshot() }),
    status: () => detector.status(),
    settled: () => detector.settled(),
    close: () => detector.close?.(),
  };
}
