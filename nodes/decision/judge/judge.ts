import type { Run } from '../../../lib/alarm/run';
import type { Decision, TwinRecord } from '../../../lib/record/record';
import type { DecisionKind, Severity } from '../../../lib/record/words';
import { listed } from '../evidence/deviation';
import type { Finding } from '../evidence/finding';
import type { Picture } from '../evidence/picture';
import { type Weighed, weigh } from '../evidence/weigh';
import { without } from '../evidence/without';
import { fingerprint, type KnownEpisode, mostAlike, resemblance } from './episodes';
import type { Rule } from './rule-table';
import { namedBy, ruleFor } from './rules';
import { severityOf } from './severity';
import { techniqueOf } from './techniques';

/** What was decided about an episode, without the state of its alarm. */
export type Judgement = Omit<Decision, 'alarm'>;

/** A judgement, and whether it says only that something lasts of which nothing is seen: see Finding.vague. */
export interface Judged {
  readonly judgement: Judgement;
  readonly vague: boolean;
}

/** What is known besides the records. */
export interface Circumstances {
  readonly consequence: Severity;
  readonly critical: ReadonlySet<string>;
  readonly known: readonly KnownEpisode[];
  /** The plant's own. */
  readonly rules: readonly Rule[];
  /** Tags that a person has excluded. */
  readonly excluded: ReadonlySet<string>;
  /** Source time at which the episode began. */
  readonly onset: number;
  /** Rare records that came too close together for chance, where those raised the alarm. */
  readonly run: Run | undefined;
  /** The score is within its limit, and above what the posture makes of it. */
  readonly lowered: boolean;
}

/** Evidence sentences in a decision. */
const MOST_EVIDENCE = 6;
/** Without a twin or command to compare with, nobody can be surer than this. */
const WITHOUT_TWIN = 0.6;
const FEWEST_TAGS = 3;

/** Judges an episode from its picture and the newest record. */
export function judge(whole: Picture, record: TwinRecord, circumstances: Circumstances): Judged {
  const picture = without(whole, circumstances.excluded);
  const seen = weigh(picture);
  const rule = ruleFor(circumstances.rules, picture, seen);
  const weighed = rule === undefined ? seen : namedBy(rule, seen);
  const compared = picture.tags.some((tag) => tag.compared);
  const confidence = compared || rule !== undefined ? weighed.confidence : Math.min(WITHOUT_TWIN, weighed.confidence);
  const alike = mostAlike(circumstances.known, fingerprint(picture));
  const evidence = told(weighed);
  if (!compared) evidence.push('There is no twin estimate to compare the tags with.');
  const technique = weighed.kind === 'cyber-attack' ? techniqueOf(weighed.decisive?.pattern ?? '') : undefined;
  if (circumstances.lowered) evidence.push(nearlyOf(record));
  else if (record.anomaly !== true) evidence.push("Control charts found it; the detector's score is within its limit.");
  if (record.anomaly === true && record.rarity !== undefined) evidence.push(rarityOf(record.rarity));
  if (circumstances.run !== undefined) evidence.push(runOf(circumstances.run));
  if (technique !== undefined) evidence.push(technique);
  if (alike !== undefined) evidence.push(resemblance(alike));
  const judgement = finished(weighed, confidence, evidence, record, circumstances, alike?.verdict === false);
  return {
    judgement: rule?.severity === undefined ? judgement : { ...judgement, severity: rule.severity },
    vague: weighed.decisive?.vague === true,
  };
}

/** The findings in words, what leads first. */
function told({ decisive, findings }: Weighed): string[] {
  const leads = decisive === undefined ? [] : [decisive.first, decisive.text];
  const texts = [...leads, ...findings.map(({ text }) => text)].filter((text) => text !== undefined);
  return [...new Set(texts)].slice(0, MOST_EVIDENCE);
}

function nearlyOf({ score, threshold }: TwinRecord): string {
  return `The score is at ${Math.floor((100 * score!) / threshold!)} % of its limit, which counts while the posture is raised.`;
}

function rarityOf(rarity: number): string {
  return `The score's rarity is ${Math.round(rarity)}: 50 is the limit, 100 was never seen.`;
}

function runOf({ records, within }: Run): string {
  return `${records} records of which none like was ever seen came within ${within}: closer together than chance explains.`;
}

/** What can be said before enough normal behaviour was seen. */
export function judgeBlindly(record: TwinRecord, circumstances: Circumstances): Judged {
  const nothing: Weighed = { kind: 'undetermined', confidence: 0, decisive: undefined, findings: [] };
  const evidence = ['Too little normal behaviour was seen to compare with.'];
  return { judgement: finished(nothing, 0, evidence, record, circumstances, false), vague: true };
}

function finished(
  weighed: Weighed,
  confidence: number,
  evidence: string[],
  record: TwinRecord,
  { consequence, critical, excluded, onset }: Circumstances,
  falseBefore: boolean,
): Judgement {
  const { kind, decisive } = weighed;
  const tags = decisive !== undefined && decisive.tags.length > 0 ? decisive.tags : largestShares(record, excluded);
  const excess =
    record.score !== undefined && record.threshold !== undefined && record.threshold > 0
      ? record.score / record.threshold
      : 1;
  const isCritical = tags.some((tag) => critical.has(tag));
  const duration = record.time - onset;
  const severity = falseBefore ? 'low' : severityOf({ kind, consequence, critical: isCritical, excess, duration });
  const pattern = decisive?.pattern ?? 'unclear';
  return {
    kind,
    pattern,
    severity,
    confidence: Math.round(confidence * 100) / 100,
    evidence,
    sentence: sentenceOf(kind, pattern, decisive && wordsOf(decisive), tags),
    tags: [...tags],
    since: onset,
  };
}

const KIND_TEXTS: Readonly<Record<DecisionKind, string>> = {
  'cyber-attack': 'This looks like a cyber-attack',
  'sensor-fault': 'This looks like a sensor fault',
  'data-drift': 'This looks like a drift of the process',
  undetermined: 'Something is wrong, and it is not clear what',
};

function wordsOf({ first, text }: Finding): string {
  return first === undefined ? text : `${first} ${text}`;
}

function sentenceOf(kind: DecisionKind, pattern: string, text: string | undefined, tags: readonly string[]): string {
  const named = text !== undefined && tags.some((tag) => text.includes(tag));
  const about = named || tags.length === 0 ? '' : ` Most affected: ${listed(tags)}.`;
  if (kind === 'undetermined' || text === undefined) return `${KIND_TEXTS[kind]}.${about}`;
  return `${KIND_TEXTS[kind]} (${pattern}): ${text}${about}`;
}

/** The tags with the largest shares in the score. */
function largestShares({ contributions }: TwinRecord, excluded: ReadonlySet<string>): string[] {
  const counted = Object.entries(contributions ?? {}).filter(([tag]) => !excluded.has(tag));
  const shares = counted.sort((a, b) => b[1] - a[1]);
  return shares.slice(0, FEWEST_TAGS).map(([tag]) => tag);
}
