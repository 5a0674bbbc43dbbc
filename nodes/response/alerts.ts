import { isAside } from '../../lib/alarm/states';
import type { Severity } from '../../lib/record/words';
import type { ResponseConfig } from './config';
import { atLeast } from './severity';
import type { Situation } from './situation';

export interface AlertsSnapshot {
  /** What was told last about the open alarm of the plant; undefined when nothing was. Older versions kept the other one here as well. */
  readonly told?: Told;
  /** What was told last of a guard that does not see. */
  readonly beside?: Told;
  /** When the alerts of the last ten minutes were sent, by the clock on the wall. */
  readonly recent: readonly number[];
  readonly suppressed: number;
}

interface Told {
  readonly since: number;
  readonly kind: string;
  readonly severity: Severity;
  readonly time: number;
  /** Its beginning was held back, so its end is not told either. */
  readonly silent: boolean;
  /** Its OPC UA condition. Absent in what older versions kept: they named it after its kind. */
  readonly condition?: string;
  /** It was put aside after that: shelved, suppressed by design or out of service. Absent in what older versions kept. */
  readonly aside?: boolean;
  /** A person has acknowledged it since. Absent in what older versions kept. */
  readonly acknowledged?: boolean;
}

/** What is told of an alarm that is over. */
export interface Over {
  readonly since: number;
  readonly kind: string;
  readonly severity: Severity;
  /** ms */
  readonly duration: number;
  /** The name that its OPC UA condition was told with. */
  readonly condition: string;
  /** What is still to be done about it: nobody has to acknowledge what somebody has, or what was put aside. */
  readonly alarm: 'normal' | 'returned unacknowledged';
}

/** What is new about an alarm. */
export type AlertChange = 'raised' | 'escalated' | 'changed' | 'reminded' | 'cleared';

/** An alert to send. */
export interface Alert {
  readonly alert: AlertChange;
  /** Alerts that were held back before this one, to keep their number down. */
  readonly suppressed?: number;
  /** The name of its OPC UA condition. */
  readonly condition: string;
  /**
   * When a reminder was due by the clock on the wall, ms: nothing else tells two of them apart while the source is silent, and one that is
   * told again after a crash is the same.
   */
  readonly due?: number;
}

const WINDOW_MS = 10 * 60_000;
/** Alerts of high severity may be so many times as many: they are not held back for others, but nobody reads a thousand. */
const URGENT = 4;
/** EEMUA 191 calls ten in ten minutes a flood; a recorded time may also run backwards. */
const MOST_REMEMBERED = 1000;

function digitOf(said: boolean | undefined): number {
  return said === undefined ? 0 : said ? 2 : 1;
}

/**
 * Decides what is worth telling about an asset's alarm: each fact once, and never a flood. Who was told that an alarm began is told that
 * it is over, whatever was done about it meanwhile, as it would stand there for ever; who was not told is not told that either. An alarm
 * that is put aside (ISA-18.2 / IEC 62682: shelved, suppressed by design, out of service) says nothing but its end, and calls again
 * when it is back and nobody has acknowledged it.
 */
export class Alerts {
  /** Of the plant's alarm, and of the guard's: they come and go apart, and one may be open beside the other. */
  readonly #told: { plant: Told | undefined; guard: Told | undefined };
  #recent: number[];
  #suppressed: number;

  constructor(
    private readonly config: ResponseConfig,
    from?: AlertsSnapshot,
  ) {
    const guard = from?.beside ?? (from?.told?.kind === 'fault' ? from.told : undefined);
    this.#told = { plant: from?.told === guard ? undefined : from?.told, guard };
    this.#recent = [...(from?.recent ?? [])];
    this.#suppressed = from?.suppressed ?? 0;
  }

  /** An alarm was told that is not over. */
  get open(): boolean {
    return this.#told.plant !== undefined || this.#told.guard !== undefined;
  }

  /** What people have made of what was told, to know whether that is news. */
  get attended(): number {
    let digits = 0;
    for (const slot of SLOTS) {
      digits = 9 * digits + 3 * digitOf(this.#told[slot]?.aside) + digitOf(this.#told[slot]?.acknowledged);
    }
    return digits;
  }

  /**
   * @param time on the wall, ms
   * @returns the alert to send, 'suppressed' when there is one too many, or undefined when there is nothing new
   */
  update(situation: Situation, time: number): Alert | 'suppressed' | undefined {
    const change = this.#changeOf(situation, time);
    const due = change === 'reminded' ? this.#dueOf(situation, time) : undefined;
    this.#note(situation);
    if (change === undefined) return undefined;
    if (!this.#allowed(time, isUrgent(situation) && change !== 'reminded')) {
      // A grave one that was held back is told as soon as there is room; it is counted once.
      if (this.#waits(situation)) return undefined;
      // It is not told, but neither is it tried again with every record.
      this.#suppressed++;
      this.#tell(situation, time, change === 'raised' || this.#toldOf(situation)?.silent === true);
      return 'suppressed';
    }
    this.#recent = [...this.#recent, time].slice(-MOST_REMEMBERED);
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    const condition = this.#tell(situation, time, false);
    return { alert: change, ...(suppressed > 0 && { suppressed }), condition, ...(due !== undefined && { due }) };
  }

  /**
   * What was told is over: it is not open any more, or another alarm of its kind is.
   * @param time source time
   * @param open what is open now
   * @returns what was told and is over
   */
  clear(time: number, open: readonly Situation[]): readonly Over[] {
    const over: Over[] = [];
    for (const slot of SLOTS) {
      const told = this.#told[slot];
      if (told === undefined || open.some((one) => slotOf(one) === slot && one.since === told.since)) continue;
      this.#told[slot] = undefined;
      const { since, kind, severity, silent } = told;
      if (silent) continue;
      const seen = told.acknowledged === true || told.aside === true;
      const alarm = seen ? 'normal' : 'returned unacknowledged';
      over.push({ since, kind, severity, duration: Math.max(0, time - since), condition: toldAs(told), alarm });
    }
    return over;
  }

  #changeOf(situation: Situation, time: number): AlertChange | undefined {
    if (isAside(situation.alarm) || !atLeast(situation.severity, this.config.minSeverity)) return undefined;
    const told = this.#toldOf(situation);
    if (told === undefined || told.since !== situation.since || this.#waits(situation)) return 'raised';
    if (told.severity !== situation.severity && atLeast(situation.severity, told.severity)) return 'escalated';
    if (told.kind !== situation.kind) return 'changed';
    // It was put aside for a time, not for good.
    if (told.aside === true && situation.alarm === 'unacknowledged') return told.silent ? 'raised' : 'reminded';
    const isDue = this.#dueOf(situation, time) !== undefined;
    return isDue && situation.alarm === 'unacknowledged' ? 'reminded' : undefined;
  }

  /** When it was to be told again because nobody has acknowledged it; undefined where that is not yet. */
  #dueOf(situation: Situation, time: number): number | undefined {
    const { time: told = time } = this.#toldOf(situation) ?? {};
    const wait = this.config.remind * 60_000;
    return wait > 0 && Math.abs(time - told) >= wait ? told + wait : undefined;
  }

  #toldOf(situation: Situation): Told | undefined {
    return this.#told[slotOf(situation)];
  }

  #note(situation: Situation): void {
    const told = this.#toldOf(situation);
    if (told?.since !== situation.since) return;
    const aside = isAside(situation.alarm);
    const acknowledged = situation.alarm === 'acknowledged' || told.acknowledged === true;
    if (aside === told.aside && acknowledged === (told.acknowledged === true)) return;
    this.#told[slotOf(situation)] = { ...told, aside, ...(acknowledged && { acknowledged: true }) };
  }

  /** @returns the name of its OPC UA condition, which stays what it was told with */
  #tell(situation: Situation, time: number, silent: boolean): string {
    const { since, kind, severity } = situation;
    const told = this.#toldOf(situation);
    const condition = told?.since === since && !told.silent ? toldAs(told) : conditionName(kind);
    const acknowledged = situation.alarm === 'acknowledged' && { acknowledged: true };
    this.#told[slotOf(situation)] = { since, kind, severity, time, silent, condition, ...acknowledged };
    return condition;
  }

  /** A grave alarm whose beginning was held back. */
  #waits(situation: Situation): boolean {
    const told = this.#toldOf(situation);
    return isUrgent(situation) && told?.silent === true && told.since === situation.since && told.severity === 'high';
  }

  #allowed(time: number, urgent: boolean): boolean {
    this.#recent = this.#recent.filter((before) => Math.abs(time - before) < WINDOW_MS);
    return this.#recent.length < this.config.maxAlerts * (urgent ? URGENT : 1);
  }

  snapshot(): AlertsSnapshot {
    const { plant, guard } = this.#told;
    const kept = { ...(plant && { told: plant }), ...(guard && { beside: guard }) };
    return { ...kept, recent: this.#recent, suppressed: this.#suppressed };
  }
}

const SLOTS = ['plant', 'guard'] as const;

function slotOf({ kind }: Situation): (typeof SLOTS)[number] {
  return kind === 'fault' ? 'guard' : 'plant';
}

/** How the OPC UA condition of an alarm is called. What was told under another name is told so until it is over. */
function conditionName(kind: string): string {
  return kind === 'fault' ? 'TwinGuardBlind' : 'TwinGuardAlarm';
}

function toldAs({ condition, kind }: Told): string {
  return condition ?? kind;
}

function isUrgent({ severity }: Situation): boolean {
  return severity === 'high';
}
