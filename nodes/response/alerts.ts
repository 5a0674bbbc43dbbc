import { isAside } from '../../lib/alarm/states';
import type { Severity } from '../../lib/record/words';
import type { ResponseConfig } from './config';
import { atLeast } from './severity';
import type { Situation } from './situation';

export interface AlertsSnapshot {
  /** What was told last about the open alarm; undefined when nothing was. */
  readonly told?: Told;
  /** That the guard does not see, which was told and goes on while an alarm of the plant is open. */
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
  #told: Told | undefined;
  #beside: Told | undefined;
  #recent: number[];
  #suppressed: number;

  constructor(
    private readonly config: ResponseConfig,
    from?: AlertsSnapshot,
  ) {
    this.#told = from?.told;
    this.#beside = from?.beside;
    this.#recent = [...(from?.recent ?? [])];
    this.#suppressed = from?.suppressed ?? 0;
  }

  /** An alarm was told that is not over. */
  get open(): boolean {
    return this.#told !== undefined || this.#beside !== undefined;
  }

  /** The alarm that was told was put aside after that. */
  get aside(): boolean {
    return this.#told?.aside === true;
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
      this.#tell(situation, time, change === 'raised' || this.#told?.silent === true);
      return 'suppressed';
    }
    this.#recent = [...this.#recent, time].slice(-MOST_REMEMBERED);
    const suppressed = this.#suppressed;
    this.#suppressed = 0;
    const condition = this.#tell(situation, time, false);
    return { alert: change, ...(suppressed > 0 && { suppressed }), condition };
  }

  /**
   * What was told is over: nothing is open any more, or another alarm is. That the guard does not see goes on beside an alarm of the plant.
   * @param time source time
   * @param blindSince since when it does not see, while that lasts
   * @returns what was told and is over
   */
  clear(time: number, next?: Situation, blindSince?: number): readonly Over[] {
    const told = this.#told;
    const over: Told[] = [];
    if (this.#beside !== undefined && (next === undefined || this.#beside.since !== blindSince)) {
      over.push(this.#beside);
      this.#beside = undefined;
    }
    if (told?.since !== next?.since) {
      this.#told = undefined;
      const lasts = told?.kind === 'fault' && told.since === blindSince && next !== undefined;
      if (lasts) this.#beside = told;
      else if (told !== undefined) over.push(told);
    }
    if (next !== undefined && next.since === this.#beside?.since)
      [this.#told, this.#beside] = [this.#beside, undefined];
    return over
      .filter(({ silent }) => !silent)
      .map((told) => {
        const { since, kind, severity } = told;
        return { since, kind, severity, duration: Math.max(0, time - since), condition: toldAs(told) };
      });
  }

  #changeOf(situation: Situation, time: number): AlertChange | undefined {
    if (isAside(situation.alarm) || !atLeast(situation.severity, this.config.minSeverity)) return undefined;
    const told = this.#told;
    if (told === undefined || told.since !== situation.since || this.#waits(situation)) return 'raised';
    if (told.severity !== situation.severity && atLeast(situation.severity, told.severity)) return 'escalated';
    if (told.kind !== situation.kind) return 'changed';
    // It was put aside for a time, not for good.
    if (told.aside === true && situation.alarm === 'unacknowledged') return told.silent ? 'raised' : 'reminded';
    const due = this.config.remind > 0 && Math.abs(time - told.time) >= this.config.remind * 60_000;
    return due && situation.alarm === 'unacknowledged' ? 'reminded' : undefined;
  }

  #note({ since, alarm }: Situation): void {
    const told = this.#told;
    if (told?.since === since && (told.aside === true) !== isAside(alarm))
      this.#told = { ...told, aside: isAside(alarm) };
  }

  /** @returns the name of its OPC UA condition, which stays what it was told with */
  #tell({ since, kind, severity }: Situation, time: number, silent: boolean): string {
    const told = this.#told;
    const condition = told?.since === since && !told.silent ? toldAs(told) : conditionName(kind);
    this.#told = { since, kind, severity, time, silent, condition };
    return condition;
  }

  /** A grave alarm whose beginning was held back. */
  #waits(situation: Situation): boolean {
    const told = this.#told;
    return isUrgent(situation) && told?.silent === true && told.since === situation.since && told.severity === 'high';
  }

  #allowed(time: number, urgent: boolean): boolean {
    this.#recent = this.#recent.filter((before) => Math.abs(time - before) < WINDOW_MS);
    return this.#recent.length < this.config.maxAlerts * (urgent ? URGENT : 1);
  }

  snapshot(): AlertsSnapshot {
    const kept = { ...(this.#told && { told: this.#told }), ...(this.#beside && { beside: this.#beside }) };
    return { ...kept, recent: this.#recent, suppressed: this.#suppressed };
  }
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
