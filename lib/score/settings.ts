import type { PartPlan } from './parts';

/** How the statistics of the charts are made; found by measuring on the public recordings of docs/benchmarks.md. */
export const MEWMA = { rates: [1, 0.3, 0.1, 0.03], shrinkage: 0.01, ridge: 0.03, bias: 0.05 } as const;
/** Smoothing of what each feature is watched for by itself. */
export const BAND_RATES = [0.1, 0.03] as const;
/** Each tag told from the others. In a sum the other tags would dilute what it says of one. */
export const LEARNED_TWIN: PartPlan = { name: 'learned-twin', kind: 'learned-twin', combine: 'maximum', weight: 1 };
/** Wild values: they are no evidence of what follows, and are told as what they are. */
export const LEAPS: PartPlan = { name: 'leaps', kind: 'leaps', combine: 'maximum', weight: 1 };
