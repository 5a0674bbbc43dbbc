import type { ResponseConfig } from './config';
import { type Policy, policyFor } from './policies';
import type { Situation } from './situation';

/** Which row was told last, and of which alarm. Plain JSON. */
export interface AppliedSnapshot {
  readonly since: number;
  readonly row: number;
}

/** Which row of the policies applies to an asset's alarm; that it does is told once for each alarm and row. */
export class Applied {
  #told: AppliedSnapshot | undefined;

  constructor(
    private readonly config: ResponseConfig,
    private readonly asset: string,
    private readonly tell: (event: string, facts: object) => void,
    from?: AppliedSnapshot,
  ) {
    this.#told = from;
  }

  /** The row for a situation; undefined: everything may leave. */
  of(situation: Situation): Policy | undefined {
    const policy = policyFor(this.config.policies, situation, this.asset);
    const { since } = situation;
    if (policy === undefined || (this.#told?.since === since && this.#told.row === policy.row)) return policy;
    this.#told = { since, row: policy.row };
    const { row, alert, command, retrain, log } = policy;
    const { kind, severity, tags, sentence } = situation;
    this.tell(log ? 'policy-logged' : 'policy-applied', {
      row,
      alert,
      command,
      retrain,
      kind,
      severity,
      tags,
      sentence,
    });
    return policy;
  }

  snapshot(): AppliedSnapshot | undefined {
    return this.#told;
  }
}
