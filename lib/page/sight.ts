import { BLIND_PATTERN, blindSentence } from '../alarm/blind';
import type { Verdict as FeedbackVerdict } from '../alarm/feedback';
import { isAside } from '../alarm/states';
import { isPlainObject } from '../input';
import { type Decision, isLive, type TwinRecord } from '../record/record';
import type { Verdict } from '../record/words';
import type { AlarmLine, AlarmLineState, Aside } from './api';
import { asideOf } from './aside';
import { LastRow } from './last-row';
import type { Member } from './member';
import { Spark } from './spark';

/** Records of so many ms, one at least, are a block; the usual interval is averaged over so many of them. */
const BLOCK_MS = 1000;
const MEMORY = 30;
/** A pause of so many intervals, and so many ms at least, is no part of them. */
const PAUSE = 20;
const LEAST_PAUSE_MS = 5000;

/** An alarm as the decision answers, also one that is over. */
type Said = Decision & Pick<AlarmLine, 'until' | 'atLeast'>;

/** An alarm that a person has judged, as the decision tells of it. */
interface Judged {
  readonly time: number;
  readonly verdict: FeedbackVerdict;
  readonly note: string;
  readonly by?: string;
  readonly at?: number;
}

/** What the judging node of a chain says of one asset: copies of numbers and sentences, never a record. */
export class Sight {
  readonly row = new LastRow();
  readonly spark = new Spark();
  /** Arrival and source time of the newest record; NaN before the first one since the start. */
  seen = Number.NaN;
  time = Number.NaN;
  /** Usual ms between records, on the wall and by the source. */
  interval = Number.NaN;
  sourceInterval = Number.NaN;
  score: number | undefined;
  limit: number | undefined;
  rarity: number | undefined;
  verdict: Verdict | undefined;
  /** Why nothing is said of what is anomalous. */
  masked: string | undefined;
  /** Why the guard is blind, one sentence. */
  blind: string | undefined;
  posture: string | undefined;
  /** Why its alarms are put aside, and tags of which nothing alarms. */
  aside: Aside | undefined;
  excluded: readonly string[] = [];
  /** Alarms that are open, or over and not acknowledged; the one that goes first before the other. */
  alarms: readonly AlarmLine[] = [];
  /** What its detector said last of two versions of its model. */
  compared: Readonly<Record<string, unknown>> | undefined;
  /** Something was said about its alarm: ask for it. */
  stale = true;
  /** What waits for a person, and whether commands leave. */
  waits: readonly ('model' | 'command')[] = [];
  commands: { readonly armed: boolean; readonly until?: number } | undefined;
  /** Ask for them. */
  waitsStale = true;
  /** Lines as they were told last, by id; also of the last alarm that is over and acknowledged: a person may still say what it was. */
  #told: ReadonlyMap<string, AlarmLine> = new Map();
  #blocks = 0;
  /** Of the block that is open. */
  #records = 0;
  #passed = 0;
  #passedAtSource = 0;
  /** The decision that the alarms were made of, by what tells it from another one. */
  #shown = '';

  constructor(
    readonly key: string,
    readonly asset: string,
    public guard: string,
  ) {}

  /**
   * Takes in a record that its last judge has been through.
   * @param now arrival, ms since the epoch
   */
  see(record: TwinRecord, now: number): void {
    const { comms } = record;
    const notice = comms?.notice === true;
    if (!notice && !isLive(record)) return;
    this.blind = comms?.blind === undefined ? undefined : blindSentence(this.asset, comms.blind);
    this.verdict = record.verdict;
    if (!notice) this.#count(record, now);
    this.masked = record.masked?.why;
    this.posture = record.posture?.level;
    this.#heed(record.decision);
  }

  #count(record: TwinRecord, now: number): void {
    const passed = now - this.seen;
    if (passed >= 0 && !(this.#blocks > 5 && passed > Math.max(LEAST_PAUSE_MS, PAUSE * this.interval)))
      this.#pace(passed, record.time - this.time);
    this.seen = now;
    this.time = record.time;
    this.score = record.score;
    this.limit = record.threshold;
    this.rarity = record.rarity;
    if (record.rarity !== undefined) this.spark.add(now, record.rarity);
    this.row.copy(record);
  }

  /** By the time that records take together: many come in one go, and between two of those are none. */
  #pace(passed: number, passedAtSource: number): void {
    this.#records++;
    this.#passed += passed;
    this.#passedAtSource += passedAtSource;
    const [interval, source] = [this.#passed / this.#records, this.#passedAtSource / this.#records];
    if (this.#blocks === 0) [this.interval, this.sourceInterval] = [interval, source];
    if (this.#passed < BLOCK_MS) return;
    const n = Math.min(MEMORY, ++this.#blocks);
    this.interval += (interval - this.interval) / n;
    this.sourceInterval += (source - this.sourceInterval) / n;
    this.#records = this.#passed = this.#passedAtSource = 0;
  }

  #heed(decision: Decision | undefined): void {
    const shown = `${namesOf(decision)} ${namesOf(decision?.beside)}`;
    const [first, ...more] = this.alarms;
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.stale = true;
    } else if (decision !== undefined && first !== undefined && first.sentence !== decision.sentence) {
      // The sentence follows what the plant does; nobody needs to be told.
      const { sentence, tags, evidence } = decision;
      this.alarms = [{ ...first, sentence, tags: [...tags], evidence: [...evidence] }, ...more];
    }
  }

  /**
   * Takes in what the decision answers about its alarms: it also knows the last one that is over.
   * @returns lines that are other ones now
   */
  heedReport(report: Readonly<Record<string, unknown>>): AlarmLine[] {
    this.stale = false;
    this.aside = asideOf(report);
    this.excluded = excludedOf(report);
    const decision = report['decision'] as Said | undefined;
    const said = [decision, decision?.beside, report['last'] as Said | undefined].filter((one) => one !== undefined);
    const lines = said.map((one) => judgedLine(this.#lineOf(one), report));
    this.alarms = lines.filter(({ state, until }) => state !== 'normal' && !(until !== undefined && isAside(state)));
    const now = new Map(lines.map((line) => [line.id, line]));
    // What nothing is said of any more is over: the guard sees again, or another alarm has begun.
    for (const before of this.#told.values()) {
      if (now.has(before.id) || before.state === 'normal') continue;
      lines.push(closed(before, this.#end(before)));
    }
    const changed = lines.filter((line) => {
      const before = this.#told.get(line.id);
      return before === undefined || !sameLine(before, line);
    });
    this.#told = now;
    return changed;
  }

  /** Nobody says anything of the asset any more. @returns lines of what was open, as it is over now */
  leave(): AlarmLine[] {
    return [...this.#told.values()]
      .filter(({ state }) => state !== 'normal')
      .map((line) => closed(line, this.#end(line)));
  }

  #lineOf(said: Said): AlarmLine {
    const { since, kind, severity, alarm, sentence, tags, firstOut, evidence, until, atLeast, acknowledged, pattern } =
      said;
    return {
      id: `${this.key} ${since}`,
      key: this.key,
      asset: this.asset,
      guard: this.guard,
      since,
      ...(until !== undefined && { until }),
      ...(atLeast && { atLeast }),
      kind,
      severity,
      state: alarm as AlarmLineState,
      ...(pattern === BLIND_PATTERN && { blind: true }),
      sentence,
      tags: [...tags],
      ...(firstOut !== undefined && { firstOut }),
      evidence: [...evidence],
      ...(isAside(alarm) && this.aside !== undefined && { aside: this.aside }),
      ...(acknowledged && { acknowledged }),
    };
  }

  /** Asks detectors and responses what waits for a person. Those that are not open yet are asked again. */
  heedWaiting(members: readonly Member[]): void {
    const asked = members.filter(({ layer }) => layer === 'detector' || layer === 'response');
    if (asked.some(({ status }) => status(this.asset) === undefined)) return;
    this.waitsStale = false;
    const reports = asked.map((member) => ({ layer: member.layer, report: member.report(this.asset) ?? {} }));
    const responses = reports.filter(({ layer }) => layer === 'response').map(({ report }) => report);
    const isModel = reports.some(({ layer, report }) => layer === 'detector' && hasPending(report));
    const isCommand = responses.some(({ waiting }) => Array.isArray(waiting) && waiting.length > 0);
    this.waits = [...(isModel ? (['model'] as const) : []), ...(isCommand ? (['command'] as const) : [])];
    const [armed] = [...responses].sort((a, b) => Number(b['armed']) - Number(a['armed']));
    const until = armed?.['armedUntil'];
    const has = responses.some(({ values }) => (values as { mode?: string } | undefined)?.mode !== 'no commands');
    this.commands =
      armed === undefined || !has
        ? undefined
        : { armed: armed['armed'] === true, ...(typeof until === 'number' && { until }) };
  }

  #end({ since }: AlarmLine): number {
    return Number.isNaN(this.time) ? since : this.time;
  }
}

/** The line of an alarm of which nothing is said any more. @param end source time at which it was over, where nobody said */
export function closed({ aside: _, ...line }: AlarmLine, end: number): AlarmLine {
  return { ...line, state: 'normal', until: line.until ?? end };
}

/** What tells a decision from another one that a person has to be told. */
function namesOf(decision: Decision | undefined): string {
  if (decision === undefined) return '';
  const { since, kind, severity, alarm, tags } = decision;
  return `${since} ${kind} ${severity} ${alarm} ${tags[0]}`;
}

/** A model waits, of one mode or another. */
function hasPending({ pending, modes }: Readonly<Record<string, unknown>>): boolean {
  if (pending !== undefined) return true;
  return isPlainObject(modes) && Object.values(modes).some((report) => isPlainObject(report) && hasPending(report));
}

/** The line with what the decision knows that a person said of it. */
function judgedLine(line: AlarmLine, { judged }: Readonly<Record<string, unknown>>): AlarmLine {
  const said = (Array.isArray(judged) ? (judged as Judged[]) : []).find(({ time }) => time === line.since);
  if (said === undefined) return line;
  const { verdict, note, by, at = line.since } = said;
  return {
    ...line,
    feedback: { verdict: String(verdict), ...(note !== '' && { note }), ...(by !== undefined && { by }), at },
  };
}

function sameLine(a: AlarmLine, b: AlarmLine): boolean {
  return (
    a.id === b.id &&
    a.state === b.state &&
    a.kind === b.kind &&
    a.severity === b.severity &&
    a.until === b.until &&
    a.firstOut === b.firstOut &&
    a.sentence === b.sentence &&
    isEqual(a.tags, b.tags) &&
    isEqual(a.evidence, b.evidence) &&
    isEqual(a.aside, b.aside) &&
    a.acknowledged?.at === b.acknowledged?.at &&
    a.feedback?.verdict === b.feedback?.verdict &&
    a.feedback?.note === b.feedback?.note
  );
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function excludedOf({ least }: Readonly<Record<string, unknown>>): string[] {
  if (!isPlainObject(least)) return [];
  return Object.entries(least).flatMap(([tag, said]) => (isPlainObject(said) && said['way'] === 'never' ? [tag] : []));
}
