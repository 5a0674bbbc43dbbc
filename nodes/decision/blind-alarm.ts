import type { Acknowledged } from '../../lib/alarm/attention';
import { BLIND_PATTERN, blindAdvice, blindSentence } from '../../lib/alarm/blind';
import { isAside } from '../../lib/alarm/states';
import type { Blind, Decision } from '../../lib/record/record';
import { SEVERITIES, type Severity } from '../../lib/record/words';

export interface BlindAlarmSnapshot {
  readonly blind: Blind;
  readonly acknowledged: boolean;
  readonly acknowledgedBy?: Acknowledged;
}

/**
 * The alarm of a guard that is blind. It opens with the first record that says so and is over with the first live one that does
 * not: twin-ingest has waited long enough before. It can be acknowledged, not shelved: meanwhile nothing looks at the plant.
 */
export class BlindAlarm {
  #blind: Blind | undefined;
  #acknowledged = false;
  #acknowledgedBy: Acknowledged | undefined;

  /** @param consequence what a lasting deviation of the plant would cost: it may happen unseen now */
  constructor(
    private readonly asset: string,
    private readonly consequence: Severity,
    from?: BlindAlarmSnapshot,
  ) {
    this.#blind = from?.blind;
    this.#acknowledged = from?.acknowledged ?? false;
    this.#acknowledgedBy = from?.acknowledgedBy;
  }

  get active(): boolean {
    return this.#blind !== undefined;
  }

  /** Source time at which it became blind; undefined while it sees. */
  get since(): number | undefined {
    return this.#blind?.since;
  }

  /** @param blind of a live record, or of a notice */
  step(blind: Blind | undefined): { event: 'alarm-raised' | 'alarm-cleared'; facts: object } | undefined {
    const before = this.#blind;
    this.#blind = blind;
    if (blind === undefined) {
      if (before === undefined) return undefined;
      return { event: 'alarm-cleared', facts: { pattern: BLIND_PATTERN, since: before.since } };
    }
    if (before?.since === blind.since) return undefined;
    this.#acknowledged = false;
    this.#acknowledgedBy = undefined;
    return { event: 'alarm-raised', facts: this.#decision(blind) };
  }

  /** The first who does so is who has. */
  acknowledge(who: Acknowledged): void {
    this.#acknowledgedBy = this.#acknowledged ? this.#acknowledgedBy : who;
    this.#acknowledged = true;
  }

  /**
   * The decision to show. What is known of the plant goes before what is not; that the guard is blind besides makes it worse. Who has put
   * the plant's alarm aside has not said that nobody need look at the plant: then that nobody does goes first.
   * @param judged about the plant
   * @param outOfService the asset is
   */
  besides(judged: Decision | undefined, outOfService: boolean): Decision | undefined {
    if (this.#blind === undefined) return judged;
    const decision = this.#decision(this.#blind, outOfService);
    if (judged === undefined) return decision;
    if (isAside(judged.alarm) && !outOfService) return { ...decision, beside: judged };
    const severity = SEVERITIES[Math.min(SEVERITIES.length - 1, SEVERITIES.indexOf(judged.severity) + 1)]!;
    return { ...judged, severity, evidence: [decision.sentence, ...judged.evidence], beside: decision };
  }

  snapshot(): BlindAlarmSnapshot | undefined {
    const who = this.#acknowledgedBy && { acknowledgedBy: this.#acknowledgedBy };
    return this.#blind && { blind: this.#blind, acknowledged: this.#acknowledged, ...who };
  }

  #decision(blind: Blind, outOfService = false): Decision {
    // Of a clock that was set: it sees again, and only what came before that was lost.
    const severity = blind.why === 'clock-set' ? 'low' : this.consequence;
    return {
      kind: 'undetermined',
      pattern: BLIND_PATTERN,
      severity,
      confidence: 1,
      evidence: blindAdvice(blind),
      sentence: blindSentence(this.asset, blind),
      tags: [],
      since: blind.since,
      alarm: outOfService ? 'out of service' : this.#acknowledged ? 'acknowledged' : 'unacknowledged',
      ...(this.#acknowledgedBy && { acknowledged: this.#acknowledgedBy }),
    };
  }
}
