import { describe, InputError } from '../../lib/input';
import type { LayerContext } from '../../lib/layer/layer';
import type { Order } from '../../lib/layer/orders';
import type { ResponseInfo } from '../../lib/record/record';
import { Commander, type CommanderSnapshot, type Outcome } from './commander';
import type { ResponseConfig } from './config';
import type { Policy } from './policies';
import { armedFor, commandOf } from './read-orders';
import type { Situation } from './situation';

/** What is open of an asset, one at least. */
type Open = readonly [Situation, ...Situation[]];

/** What the desk asks of the layer. */
export interface DeskContext {
  /** The clock on the wall; in a recording that is replayed, the time of its last record. */
  now(): number;
  /** Tells what became of a command, at the time of the last record. */
  tell(event: string, facts: object): void;
  /** What is open, the first with what is configured for it. */
  open(): { readonly all: Open; readonly policy: Policy | undefined } | undefined;
}

/** Where commands leave, and where people arm, approve and resend them. Nothing leaves that is not on disk. */
export class CommandDesk {
  readonly commander: Commander;

  constructor(
    private readonly config: ResponseConfig,
    private readonly layer: LayerContext,
    private readonly context: DeskContext,
    from?: CommanderSnapshot,
  ) {
    this.commander = new Commander(config.commands, layer.asset, from);
  }

  /** Once the layer can be saved: tells what is in doubt since the last stop, and disarms what does not stay armed. */
  begin(): void {
    if (this.commander.arming.armed) this.#stayArmed();
    for (const outcome of this.commander.uncertain()) {
      this.layer.emit('event', { ...outcome });
      this.layer.fail(
        new InputError(`command ${outcome.command}`, `${outcome.why}; its key is ${outcome.content!.key}`),
      );
    }
  }

  /** What was armed stays so only where that was wanted, and where what it gives can be saved. */
  #stayArmed(): void {
    const { stayArmed } = this.config;
    if (stayArmed && this.layer.save('now') !== false) return;
    this.commander.arming.disarm();
    this.layer.save('soon');
    const text = stayArmed
      ? 'dry run: the state cannot be saved, and a command could be given twice; order arm once it can'
      : 'back in dry run after a restart';
    this.layer.emit('event', { event: 'disarmed', text });
    if (stayArmed) this.layer.fail(new InputError('armed', text));
  }

  /** What was given a while ago has left; who armed it for a time finds it in dry run afterwards. */
  confirm(): void {
    const now = this.context.now();
    if (this.commander.confirm(now)) this.layer.save('soon');
    if (!this.commander.arming.ends(now)) return;
    this.layer.save('now');
    this.context.tell('disarmed', { text: 'back in dry run: the time that it was armed for is over' });
  }

  /** What has waited too long for approval is over. */
  expire(now: number): void {
    const expired = this.commander.expire(now);
    if (expired.length > 0) this.layer.save('now');
    for (const outcome of expired) this.context.tell(outcome.event, { ...outcome });
  }

  /**
   * What the first of the open alarms asks for; what waited for another one is over. Nothing has left when it returns, see `certain`.
   * @param policy the row that applies to the first
   */
  answer(open: Open, policy: Policy | undefined): Outcome[] {
    const over = this.commander.drop(open.map(({ since }) => since));
    const [situation] = open;
    if (situation.kind === 'fault' && this.config.onFault !== 'command') return over;
    return [...over, ...this.commander.answer(situation, this.context.now(), policy)];
  }

  /** On disk before anything leaves: after a crash a command is never given twice. What is not on disk does not leave. */
  certain(outcomes: readonly Outcome[], now: number): readonly Outcome[] {
    return this.layer.save('now') === false ? this.commander.takeBack(outcomes, now) : outcomes;
  }

  carryOut(outcome: Outcome, info?: ResponseInfo): void {
    this.context.tell(outcome.event, { ...outcome });
    if (outcome.event === 'command-sent') {
      this.layer.emit('command', { message: outcome.content! });
      info?.sent.push(`command: ${outcome.command}`);
    } else info?.held.push({ what: `command: ${outcome.command}`, why: outcome.why! });
  }

  /**
   * Follows an order of a person.
   * @returns how many approvals are missing still, where it was one
   * @throws InputError that says what to do
   */
  order(order: Order): number | undefined {
    if (order.do === 'arm') this.#arm(order);
    else if (order.do === 'disarm') this.commander.arming.disarm();
    else if (order.do === 'reset') this.commander.reset();
    else if (order.do === 'approve') return this.#approve(order);
    else if (order.do === 'resend') this.#resend(order);
    else if (order.do === 'drop') this.#drop(order);
    if (['disarm', 'reset', 'drop'].includes(order.do)) this.layer.save('now');
    return undefined;
  }

  #arm(order: Order): void {
    if (this.config.commands.length === 0)
      throw new InputError('control', 'this node has no commands; add one, then arm');
    const time = armedFor(order);
    this.commander.arming.arm(time === undefined ? undefined : this.context.now() + time);
    if (this.layer.save('now') !== false) return;
    this.commander.arming.disarm();
    throw new InputError(
      'control',
      'commands stay in dry run: that they are armed cannot be saved; see the error before',
    );
  }

  #approve(order: Order): number {
    const command = commandOf(order);
    if (order.by === undefined) throw new InputError('control.by', 'is missing; say who approves');
    if (this.config.signedIn && order.verified !== true) {
      throw new InputError('control.by', 'is not proven; this node takes approvals only from the operator page');
    }
    const now = this.context.now();
    this.expire(now);
    const missing = this.commander.approve(command, order.by);
    if (missing === undefined) {
      const waiting = this.commander.waiting.join(', ') || 'none';
      throw new InputError('control.command', `${describe(command)} does not wait for approval; waiting: ${waiting}`);
    }
    const open = missing === 0 ? this.context.open() : undefined;
    const outcomes = open === undefined ? [] : this.answer(open.all, open.policy);
    if (missing === 0 && this.commander.waiting.includes(command) && !outcomes.some((one) => one.command === command)) {
      const why = 'it is approved, and the alarm does not ask for it now; it leaves when the alarm does so in time';
      outcomes.push({ event: 'command-held', command, why });
    }
    for (const outcome of this.certain(outcomes, now)) this.carryOut(outcome);
    return missing;
  }

  #resend(order: Order): void {
    const command = commandOf(order);
    if (!this.commander.arming.armed) throw new InputError('control', 'this node is in dry run; order arm first');
    const outcome = this.commander.resend(command, this.context.now());
    if (outcome === undefined) throw this.#noDoubt(command);
    if (this.layer.save('now') === false) {
      this.commander.keepDoubt(command);
      throw new InputError('control.command', `${describe(command)} is not given: its state cannot be saved`);
    }
    this.carryOut(outcome);
  }

  #drop(order: Order): void {
    const command = commandOf(order);
    if (!this.commander.forget(command)) throw this.#noDoubt(command);
  }

  #noDoubt(command: string): InputError {
    const doubtful = this.commander.doubtful.join(', ') || 'none';
    return new InputError(
      'control.command',
      `${describe(command)} has left for all that is known; in doubt: ${doubtful}`,
    );
  }
}
