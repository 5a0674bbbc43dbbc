import { createHash } from 'node:crypto';
import type { Severity, TwinRecord } from '../../lib/record';
import type { Command } from './commands';
import { type CommandMessage, commandMessage } from './message';
import { atLeast } from './severity';
import type { Situation } from './situation';

/** What became of a command. */
export interface Outcome {
  readonly event: 'command-sent' | 'command-held' | 'command-expired';
  readonly command: string;
  /** Why it was held back. */
  readonly why?: string;
  /** The message that was sent, or would have been. */
  readonly content?: CommandMessage;
}

interface State {
  /** Source time at which it was sent last. */
  sent?: number;
  /** It was given and stays so until somebody resets it. */
  latched?: boolean;
  /** What was told last about it, so that nothing is told with every record. */
  told?: string;
  /** Since when it waits for approval, and who has approved. */
  waiting?: { readonly since: number; readonly from: number; readonly by: readonly string[] };
}

export interface CommanderSnapshot {
  readonly armed: boolean;
  readonly resets: number;
  readonly states: Readonly<Record<string, State>>;
  readonly normal: Readonly<Record<string, number>>;
}

/** Gives the configured commands of one asset, or says why not. Nothing leaves before the caller has saved. */
export class Commander {
  armed: boolean;
  #resets: number;
  readonly #states = new Map<string, State>();
  /** Last normal values of the tags that commands take their value from. */
  readonly #normal: Map<string, number>;
  readonly #tags: readonly string[];

  constructor(
    private readonly commands: readonly Command[],
    private readonly asset: string,
    from?: CommanderSnapshot,
  ) {
    this.armed = from?.armed ?? false;
    this.#resets = from?.resets ?? 0;
    for (const { name } of commands) this.#states.set(name, { ...from?.states[name] });
    this.#normal = new Map(Object.entries(from?.normal ?? {}));
    this.#tags = commands.flatMap(({ value }) => (typeof value === 'object' ? [value.tag] : []));
  }

  /** Keeps the values of a normal record that commands may need. */
  observe({ values }: TwinRecord): void {
    for (const tag of this.#tags) {
      if (Object.hasOwn(values, tag)) this.#normal.set(tag, values[tag]!);
    }
  }

  /** What the situation asks for, at source time `time`. Each fact is told once. */
  answer(situation: Situation, time: number): Outcome[] {
    if (situation.alarm === 'shelved') return [];
    return this.commands
      .filter(({ kinds, severity }) => kinds.includes(situation.kind) && isSevere(situation, severity))
      .flatMap((command) => this.#attempt(command, situation, time));
  }

  #attempt(command: Command, situation: Situation, time: number): Outcome[] {
    const state = this.#states.get(command.name)!;
    const { waiting } = state;
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
      this.#states.set(command.name, { sent: time, latched: true });
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
    if (!this.armed) return { rule: 'dry run', text: 'dry run; order arm to let commands out' };
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
    const by_ = state.waiting.by.includes(by) ? state.waiting.by : [...state.waiting.by, by];
    state.waiting = { ...state.waiting, by: by_ };
    return Math.max(0, command.approvals - by_.length);
  }

  #expire(name: string, state: State): Outcome[] {
    state.told = `${state.waiting!.since} expired`;
    delete state.waiting;
    return [{ event: 'command-expired', command: name, why: 'nobody approved it in time' }];
  }

  /** The alarm is over: nothing waits any longer. */
  drop(): Outcome[] {
    const dropped: Outcome[] = [];
    for (const [name, state] of this.#states) {
      if (state.waiting === undefined) continue;
      delete state.waiting;
      dropped.push({ event: 'command-expired', command: name, why: 'the alarm is over' });
    }
    return dropped;
  }

  /** Allows commands to be given again. */
  reset(): void {
    this.#resets++;
    for (const state of this.#states.values()) {
      delete state.latched;
      delete state.told;
      delete state.waiting;
    }
  }

  get waiting(): string[] {
    return [...this.#states].flatMap(([name, state]) => (state.waiting === undefined ? [] : [name]));
  }

  get latched(): string[] {
    return [...this.#states].flatMap(([name, state]) => (state.latched ? [name] : []));
  }

  snapshot(): CommanderSnapshot {
    const { armed } = this;
    const states = Object.fromEntries([...this.#states].map(([name, state]) => [name, { ...state }]));
    return { armed, resets: this.#resets, states, normal: Object.fromEntries(this.#normal) };
  }
}

/** A guard that is blind has no degrees: a command for it is meant for it. */
function isSevere({ kind, severity }: Situation, least: Severity): boolean {
  return kind === 'fault' || atLeast(severity, least);
}
