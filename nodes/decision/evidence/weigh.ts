import { attackAtAnyRate, attackFindings, withoutTwinFindings } from './attack';
import { withoutConsequences } from './consequences';
import { driftFindings } from './drift';
import { faultFindings, frozenTwin, plainFault } from './fault';
import type { Finding, JudgedKind } from './finding';
import { lineFindings, otherRate } from './line';
import type { Picture } from './picture';

/** What the findings come to. */
export interface Weighed {
  readonly kind: JudgedKind | 'undetermined';
  /** Probability of the kind under the rules, 0..1. */
  readonly confidence: number;
  /** The finding that decided. */
  readonly decisive: Finding | undefined;
  /** All findings, those for the kind first, then by weight. */
  readonly findings: readonly Finding[];
}

const KINDS: readonly JudgedKind[] = ['cyber-attack', 'sensor-fault', 'data-drift'];
/** Under this share of the evidence no kind is named. */
const LEAST_CONFIDENCE = 0.45;

/**
 * Adds up the log odds of the findings per kind and takes their softmax, as a naive Bayes classifier with equal priors
 * does.
 */
export function weigh(seen: Picture): Weighed {
  const picture = withoutConsequences(seen);
  const findings = findingsOf(picture);
  const totals = KINDS.map((kind) => findings.reduce((sum, f) => sum + (f.toward === kind ? f.weight : 0), 0));
  const powers = totals.map((total) => Math.exp(total - Math.max(...totals)));
  const whole = powers.reduce((sum, power) => sum + power, 0);
  const best = powers.indexOf(Math.max(...powers));
  const confidence = powers[best]! / whole;
  const kind = confidence < LEAST_CONFIDENCE ? 'undetermined' : KINDS[best]!;
  const sorted = findings.sort((a, b) => Number(b.toward === kind) - Number(a.toward === kind) || b.weight - a.weight);
  return { kind, confidence, decisive: leading(sorted, kind), findings: sorted };
}

/** What can be told at whatever rate messages come. */
function atAnyRate(picture: Picture): Finding[] {
  const fault = plainFault(picture);
  return [...attackAtAnyRate(picture), ...lineFindings(picture), ...(fault === undefined ? [] : [fault])];
}

/** What another rate weighs where something else is plain. */
const BESIDE = 1;

function findingsOf(picture: Picture): Finding[] {
  const frozen = frozenTwin(picture);
  if (frozen !== undefined) return [frozen, ...withoutTwinFindings(picture)];
  const rate = otherRate(picture);
  if (rate !== undefined) {
    const plain = atAnyRate(picture);
    return [plain.length > 0 ? { ...rate, weight: BESIDE } : rate, ...plain];
  }
  return [...attackFindings(picture), ...faultFindings(picture), ...driftFindings(picture)];
}

/** What speaks of tags leads where it is strong by itself; what the messages show besides comes after it. */
const STRONG = 3;

function leading(sorted: readonly Finding[], kind: Weighed['kind']): Finding | undefined {
  const ofKind = sorted.filter((finding) => finding.toward === kind);
  const [best] = ofKind;
  if (best?.first === undefined) return best;
  return ofKind.find(({ first, weight, tags }) => first === undefined && weight >= STRONG && tags.length > 0) ?? best;
}
