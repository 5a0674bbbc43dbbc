import { createHash } from 'node:crypto';
import { isAside } from '../../lib/alarm/states';
import type { TwinRecord } from '../../lib/record/record';
import type { Severity } from '../../lib/record/words';
import { Seldom } from '../../lib/seldom';
import { samePerson } from '../../lib/text/person';
import { Arming, type ArmingSnapshot } from './arming';
import type { Command } from './commands';
import { type CommandMessage, commandMessage } from './message';
import { allows, type Policy } from './policies';
import { atLeast } from './severity';
import type { Situation } from './situation';

/** What became of a command. */
export interface Outcome {
  readonly event: 'command-sent' | 'command-held' | 'command-expired' | 'command-uncertain';
  readonly command: string;
  /** Why it was held back. */
  readonly why?: string;
  /** The message that was sent, or would have been. */
  readonly content?: CommandMessage;
}

/** Times are those of the clock on the wall: no message can move them. */
interface State {
  /** When it was sent last. */
  sent?: number;
  /** It was given and stays so until somebody resets it. */
  latched?: boolean;
  /** What was told last about it, so that nothing is told with every record. */
  told?: string;
  /** Since when it waits for approval, and who has approved. */
  waiting?: { readonly since: number; readonly from: number; readonly by: readonly string[] };
  /**
   * It was decided and is on disk, and nothing says yet that it has left. After a crash it may or may not have: a person
   * decides, and the key tells the receiver whether it has seen it.
   */
  leaving?: CommandMessage;
  /** When it could not be saved last: it is not tried with every record. */
  unsaved?: number;
}

/** Between two tries of a command whose state could not be saved, ms. */
const RETRY = 5000;
/** A message has gone through the flow to who sends it after this time, ms; until then a crash leaves a doubt. */
const LEAVES_WITHIN = 1000;

export interface CommanderSnapshot extends ArmingSnapshot {
  readonly resets: number;
  readonly states: Readonly<Record<string, State>>;
  readonly normal: Readonly<Record<string, number>>;
}

/** Gives the configured commands of one asset, or says why not. Nothing leaves before the caller has saved. */
export class Commander {
  readonly arming: Arming;
  #resets: number;
  readonly #states = new Seldom<State>();
  /** Last normal values of the tags that commands take their value from. */
  readonly #normal: Seldom<number>;
  readonly #tags: readonly string[];
  /** Commands that may not have left before the last stop. */
  readonly #doubtful = new Seldom<true>();
  /** Commands that were given since the last look, and what stood before. */
  readonly #given = new Seldom<State>();

  constructor(
    private readonly commands: readonly Command[],
    private readonly asset: string,
    from?: CommanderSnapshot,
  ) {
    this.arming = new Arming(from);
    this.#resets = from?.resets ?? 0;
    for (const { name } of commands) {
      const state = { ...from?.states[name] };
      this.#states.set(name, state);
      if (state.leaving !== undefined) this.#doubtful.set(name, true);
    }
    this.#normal = new Seldom(Object.entries(from?.normal ?? {}));
    this.#tags = commands.flatMap(({ value }) => (typeof value === 'object' ? [value.tag] : []));
  }

  /** Keeps the values of a normal record that commands may need. */
  observe({ values }: TwinRecord): void {
    for (const tag of this.#tags) {
      if (Object.hasOwn(values, tag)) this.#normal.set(tag, values[tag]!);
    }
  }

  /** What may not have left before the last stop, for a person to decide. */
  uncertain(): Outcome[] {
    return [...this.#doubtful.keys()].map((command) => ({
      event: 'command-uncertain',
      command,
      why: 'it may not have left before the last stop; look at the plant, then order resend, or drop to leave it',
      content: this.#states.get(command)!.leaving!,
    }));
  }

  get doubtful(): string[] {
    return [...this.#doubtful.keys()];
  }

  /** What was given a while before has left by now. @returns whether there was any */
  confirm(now: number): boolean {
    let any = false;
    for (const name of this.#given.keys()) {
      const state = this.#states.get(name)!;
      if (Math.abs(now - (state.sent ?? now)) < LEAVES_WITHIN) continue;
      delete state.leaving;
      this.#given.delete(name);
      any = true;
    }
    return any;
  }

  /** What was just given could not be saved, so it does not leave: all is as before. */
  takeBack(outcomes: readonly Outcome[], now: number): Outcome[] {
    return outcomes.flatMap((outcome): Outcome[] => {
      const before = this.#given.get(outcome.command);
      if (outcome.event !== 'command-sent' || before === undefined) return [outcome];
      this.#given.delete(outcome.command);
      const again = before.unsaved !== undefined;
      this.#states.set(outcome.command, { ...before, unsaved: now });
      const why = 'its state cannot be saved, and after a crash it could be given twice';
      return again ? [] : [{ ...outcome, event: 'command-held', why }];
    });
  }

  /**
   * Gives a command again that may not have left: the same message with the same key, valid from now on.
   * @returns undefined when there is no doubt about one of that name
   */
  resend(name: string, now: number): Outcome | undefined {
    const command = this.commands.find((one) => one.name === name);
    const state = this.#states.get(name);
    if (command === undefined || state?.leaving === undefined || !this.#doubtful.has(name)) return undefined;
    const content = { ...state.leaving, expires: now + command.expires };
    this.#given.set(name, state);
    this.#doubtful.delete(name);
    this.#states.set(name, { ...state, sent: now, latched: true, leaving: content });
    return { event: 'command-sent', command: name, content };
  }

  /** The doubt stays: it could not be saved that it was decided. */
  keepDoubt(name: string): void {
    const before = this.#given.get(name);
    if (before !== undefined) this.#states.set(name, before);
    this.#given.delete(name);
    this.#doubtful.set(name, true);
  }

  /** Leaves a command that may not have left. @returns false when there is no doubt about one of that name */
  forget(name: string): boolean {
    if (!this.#doubtful.delete(name)) return false;
    delete this.#states.get(name)!.leaving;
    return true;
  }

  /**
   * What the situation asks for, at a time on the wall. Each fact is told once.
   * @param policy the row that applies to it
   */
  answer(situation: Situation, time: number, policy: Policy | undefined): Outcome[] {
    if (isAside(situation.alarm)) return [];
    return this.commands
      .filter(({ name, kinds, severity }) => {
        return allows(policy, name) && kinds.includes(situation.kind) && isSevere(situation, severity);
      })
      .flatMap((command) => this.#attempt(command, situation, time));
  }

  #attempt(command: Command, situation: Situation, time: number): Outcome[] {
    const state = this.#states.get(command.name)!;
    const { waiting, unsaved } = state;
    if (unsaved !== undefined && Math.abs(time - unsaved) < RETRY) return [];
    if (waiting !== undefined && waiting.since === situation.since) {
      if (Math.abs(time - waiting.from) > command.expires) return this.#expire(command.name, state);
      if (waiting.by.length < command.approvals) return [];
    }
    const value = this.#valueOf(command);
    const message = this.#message(command, situation, value, time);
    const why =
      this.#obstacle(command, state, value, situation, time) ??
      (typeof message === 'string' ? { rule: 'twin', text: message } : undefined);
    const content = typeof message === 'string' ? {} : { content: message };
    if (why === undefined) {
      this.#given.set(command.name, state);
      this.#states.set(command.name, { sent: time, latched: true, leaving: message as CommandMessage });
      return [{ event: 'command-sent', command: command.name, ...content }];
    }
    const told = `${situation.since} ${why.rule}`;
    if (state.told === told) return [];
    state.told = told;
    if (why.rule === 'approval') state.waiting = { since: situation.since, from: time, by: [] };
    return [{ event: 'command-held', command: command.name, why: why.text, ...content }];
  }

  #obstacle(
    command: Command,
    state: State,
    value: number | undefined,
    situation: Situation,
    time: number,
  ): { rule: string; text: string } | undefined {
    if (state.latched) return { rule: 'latch', text: 'it was already given; order reset to allow it again' };
    if (state.told === `${situation.since} expired`) return { rule: 'expired', text: 'nobody approved it in time' };
    if (state.sent !== undefined && Math.abs(time - state.sent) < command.interval) {
      return { rule: 'interval', text: `it was given less than ${command.interval / 60_000} minutes before` };
    }
    if (command.value !== undefined) {
      if (value === undefined) return { rule: 'value', text: 'no normal value of its tag is known' };
      if (!(value >= command.min && value <= command.max)) {
        return { rule: 'range', text: `its value ${value} is outside of ${command.min} to ${command.max}` };
      }
    }
    const { kind, severity, posture = 'normal', commands = 'low' } = situation;
    if (!isSevere(situation, commands)) {
      const text = `at posture ${posture} commands leave from severity ${commands} on, and the ${kind} is ${severity}`;
      return { rule: `posture ${posture} ${severity}`, text };
    }
    if (!this.arming.armed) return { rule: 'dry run', text: 'dry run; order arm to let commands out' };
    // Who approved it on an alarm before has not approved it on this one.
    const approved = state.waiting?.since === situation.since ? state.waiting.by.length : 0;
    if (command.approvals > approved) {
      return {
        rule: 'approval',
        text: `it waits for ${command.approvals} approval${command.approvals > 1 ? 's' : ''}`,
      };
    }
    return undefined;
  }

  #valueOf({ value }: Command): number | undefined {
    return typeof value === 'object' ? this.#normal.get(value.tag) : value;
  }

  #message(command: Command, situation: Situation, value: number | undefined, time: number): CommandMessage | string {
    const identity = [this.asset, situation.since, command.name, this.#resets].join('\n');
    const key = createHash('sha256').update(identity).digest('hex').slice(0, 32);
    return commandMessage(command, { asset: this.asset, situation, value, key, time });
  }

  /** @returns what is still missing, or undefined when nothing of that name waits */
  approve(name: string, by: string): number | undefined {
    const state = this.#states.get(name);
    const command = this.commands.find((one) => one.name === name);
    if (state?.waiting === undefined || command === undefined) return undefined;
    const known = state.waiting.by.some((name) => samePerson(name, by));
    const by_ = known ? state.waiting.by : [...state.waiting.by, by];
    state.waiting = { ...state.waiting, by: by_ };
    return Math.max(0, command.approvals - by_.length);
  }

  /** Ends what has waited too long for approval, also while no record comes. */
  expire(now: number): Outcome[] {
    return this.commands.flatMap(({ name, expires }) => {
      const state = this.#states.get(name)!;
      return state.waiting !== undefined && Math.abs(now - state.waiting.from) > expires
        ? this.#expire(name, state)
        : [];
    });
  }

  #expire(name: string, state: State): Outcome[] {
    const { since, by } = state.waiting!;
    const approved = by.length >= this.commands.find((one) => one.name === name)!.approvals;
    state.told = `${since} expired`;
    delete state.waiting;
    const why = approved ? 'it was approved, and the alarm did not ask for it in time' : 'nobody approved it in time';
    return [{ event: 'command-expired', command: name, why }];
  }

  /**
   * An alarm is over: nothing waits for it any longer, and what was told of it is told anew, as a recording that is played again has
   * the same alarm once more.
   * @param open beginnings of the alarms that are open now
   */
  drop(open: readonly number[]): Outcome[] {
    const dropped: Outcome[] = [];
    for (const [name, state] of this.#states) {
      if (open.length === 0) delete state.told;
      if (state.waiting === undefined || open.includes(state.waiting.since)) continue;
      delete state.waiting;
      dropped.push({ event: 'command-expired', command: name, why: 'the alarm is over' });
    }
    return dropped;
  }

  /** Allows commands to be given again. */
  reset(): void {
    this.#resets++;
    this.#doubtful.clear();
    for (const state of this.#states.values()) {
      delete state.leaving;
      delete state.latched;
      delete state.told;
      delete state.waiting;
    }
  }

  get waiting(): string[] {
    return [...this.#states].flatMap(([name, state]) => (state.waiting === undefined ? [] : [name]));
  }

  /** Who has approved what waits, and how many have to. */
  get approvals(): Record<string, { readonly by: readonly string[]; readonly needed: number }> {
    const waits = this.commands.flatMap(({ name, approvals: needed }) => {
      const by = this.#states.get(name)!.waiting?.by;
      return by === undefined ? [] : [[name, { by, needed }] as const];
    });
    return Object.fromEntries(waits);
  }

  get latched(): string[] {
    return [...this.#states].flatMap(([name, state]) => (state.latched ? [name] : []));
  }

  snapshot(): CommanderSnapshot {
    const states = Object.fromEntries([...this.#states].map(([name, state]) => [name, { ...state }]));
    return { ...this.arming.snapshot(), resets: this.#resets, states, normal: Object.fromEntries(this.#normal) };
  }
}

/** A guard that is blind has no degrees: a command for it is meant for it. */
function isSevere({ kind, severity }: Situation, least: Severity): boolean {
  return kind === 'fault' || atLeast(severity, least);
}
