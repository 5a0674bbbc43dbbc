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
}

const WINDOW_MS = 10 * 60_000;
/** Alerts of high severity may be so many times as many: they are not held back for others, but nobody reads a thousand. */
const URGENT = 4;
/** EEMUA 191 calls ten in ten minutes a flood; a recorded time may also run backwards. */
const MOST_REMEMBERED = 1000;

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

  /** The alarm of the plant that was told was put aside after that. */
  get aside(): boolean {
    return this.#told.plant?.aside === true;
  }

  /**
   * @param time on the wall, ms
   * @returns the alert to send, 'suppressed' when there is one too many, or undefined when there is nothing new
   */
  update(situation: Situation, time: number): Alert | 'suppressed' | undefined {
    const change = this.#changeOf(situation, time);
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
    return { alert: change, ...(suppressed > 0 && { suppressed }), condition };
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
      over.push({ since, kind, severity, duration: Math.max(0, time - since), condition: toldAs(told) });
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
    const due = this.config.remind > 0 && Math.abs(time - told.time) >= this.config.remind * 60_000;
    return due && situation.alarm === 'unacknowledged' ? 'reminded' : undefined;
  }

  #toldOf(situation: Situation): Told | undefined {
    return this.#told[slotOf(situation)];
  }

  #note(situation: Situation): void {
    const told = this.#toldOf(situation);
    const aside = isAside(situation.alarm);
    if (told?.since === situation.since && (told.aside === true) !== aside)
      this.#told[slotOf(situation)] = { ...told, aside };
  }

  /** @returns the name of its OPC UA condition, which stays what it was told with */
  #tell(situation: Situation, time: number, silent: boolean): string {
    const { since, kind, severity } = situation;
    const told = this.#toldOf(situation);
    const condition = told?.since === since && !told.silent ? toldAs(told) : conditionName(kind);
    this.#told[slotOf(situation)] = { since, kind, severity, time, silent, condition };
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
