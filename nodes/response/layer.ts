import { describe, InputError, isPlainObject } from '../../lib/input';
import type { Layer, LayerContext, LayerFactory, LayerStatus } from '../../lib/layer/layer';
import type { Order } from '../../lib/layer/orders';
import { restoredLayer } from '../../lib/layer/restore';
import { isLive, type ResponseInfo, type TwinRecord } from '../../lib/record/record';
import { type Speaker, speakerOf } from '../../lib/speech/speak';
import { type Alert, Alerts } from './alerts';
import { Applied } from './applied';
import { Commander, type Outcome } from './commander';
import type { ResponseConfig } from './config';
import { armedFor, commandOf } from './read-orders';
import { Retraining } from './retraining';
import { asFault, blindness, type Situation, situationOf } from './situation';
import type { Snapshot } from './snapshot';
import { Telling } from './telling';

/** Records in a row that could not be judged before that counts as a fault of the guard. */
const BLIND_RECORDS = 3;

/** Answers an open alarm: alerts people, gives commands to the plant, asks for retraining. Normal records pass untouched. */
export const createResponse: LayerFactory<ResponseConfig> = (config, context, snapshot) =>
  restoredLayer<Snapshot>(
    context,
    snapshot,
    (from) => new ResponseLayer(config, context, from),
    'starting anew, in dry run',
  );

class ResponseLayer implements Layer {
  readonly #config: ResponseConfig;
  readonly #context: LayerContext;
  readonly #alerts: Alerts;
  readonly #telling: Telling;
  readonly #commander: Commander;
  readonly #retraining: Retraining;
  readonly #applied: Applied;
  readonly #speak: Speaker;
  readonly #observes: boolean;
  /** Records in a row that could not be judged, and when they began. */
  #blind = 0;
  #blindSince = 0;
  #time = 0;
  #situation: Situation | undefined;

  constructor(config: ResponseConfig, context: LayerContext, from?: Snapshot) {
    if (from !== undefined && ![from.alerts, from.commander, from.retraining].every(isPlainObject)) {
      throw new Error('a part of it is missing');
    }
    this.#config = config;
    this.#context = context;
    this.#alerts = new Alerts(config, from?.alerts);
    this.#commander = new Commander(config.commands, context.asset, from?.commander);
    this.#retraining = new Retraining(config, from?.retraining);
    this.#speak = speakerOf('automatic', context.language);
    this.#telling = new Telling(config.alertForm, context, this.#speak);
    this.#applied = new Applied(
      config,
      context.asset,
      (event, facts) => this.#tell(event, this.#time, facts),
      from?.applied,
    );
    this.#observes = config.commands.some(({ value }) => typeof value === 'object');
    this.#blind = from?.blind ?? 0;
    this.#blindSince = from?.blindSince ?? 0;
    if (this.#commander.arming.armed) this.#begin(config.stayArmed);
    for (const outcome of this.#commander.uncertain()) {
      context.emit('event', { ...outcome });
      context.fail(new InputError(`command ${outcome.command}`, `${outcome.why}; its key is ${outcome.content!.key}`));
    }
  }

  /** What was armed stays so only where that was wanted, and where what it gives can be saved. */
  #begin(stayArmed: boolean): void {
    if (stayArmed && this.#context.save('now') !== false) return;
    this.#commander.arming.disarm();
    this.#context.save('soon');
    const text = stayArmed
      ? 'dry run: the state cannot be saved, and a command could be given twice; order arm once it can'
      : 'back in dry run after a restart';
    this.#context.emit('event', { event: 'disarmed', text });
    if (stayArmed) this.#context.fail(new InputError('armed', text));
  }

  /** The clock on the wall; in a recording that is replayed, the time of its last record. */
  get #now(): number {
    return this.#context.now?.() ?? this.#time;
  }

  step(record: TwinRecord): void {
    this.#confirm();
    if (!isLive(record) && record.comms?.notice !== true) return;
    const decided = record.decision === undefined ? undefined : situationOf(record.decision, record.posture);
    this.#time = record.time;
    const situation = this.#situationOf(record, decided);
    if (situation === undefined) this.#calm(record);
    else this.#answer(situation, record);
    this.#situation = situation;
  }

  order(order: Order): Record<string, unknown> {
    this.#confirm();
    let missing: number | undefined;
    if (order.do === 'arm') this.#arm(order);
    else if (order.do === 'disarm') this.#commander.arming.disarm();
    else if (order.do === 'reset') this.#commander.reset();
    else if (order.do === 'approve') missing = this.#approve(order);
    else if (order.do === 'resend') this.#resend(order);
    else if (order.do === 'drop') this.#drop(order);
    if (['disarm', 'reset', 'drop'].includes(order.do)) this.#context.save('now');
    const { arming, waiting, approvals, latched, doubtful } = this.#commander;
    return {
      ...this.status(),
      ...(order.by !== undefined && { by: order.by }),
      ...(this.#time > 0 && { time: this.#time }),
      ...(missing !== undefined && { missing }),
      ...arming.snapshot(),
      waiting,
      ...(waiting.length > 0 && { approvals }),
      latched,
      ...(doubtful.length > 0 && { uncertain: doubtful }),
    };
  }

  arrived(): void {
    this.#commander.confirm(Number.POSITIVE_INFINITY);
  }

  tick(now: number): void {
    this.#confirm();
    const expired = this.#commander.expire(now);
    if (expired.length > 0) {
      this.#context.save('now');
      for (const outcome of expired) this.#tell(outcome.event, this.#time, { ...outcome });
    }
    // An alarm that stays open while its source is silent is not forgotten.
    if (this.#situation !== undefined) this.#remind(this.#situation, now);
  }

  #remind(situation: Situation, now: number): void {
    if (this.#applied.of(situation)?.alert === false) return;
    const alert = this.#news(situation, now);
    if (alert === undefined) return;
    this.#context.save('now');
    this.#telling.alert(alert, situation, this.#time);
  }

  snapshot(): Snapshot {
    const applied = this.#applied.snapshot();
    return {
      alerts: this.#alerts.snapshot(),
      commander: this.#commander.snapshot(),
      retraining: this.#retraining.snapshot(),
      ...(applied && { applied }),
      blind: this.#blind,
      blindSince: this.#blindSince,
    };
  }

  status(): LayerStatus {
    const mode =
      this.#config.commands.length === 0 ? 'no commands' : this.#commander.arming.armed ? 'armed' : 'dry run';
    const [doubtful] = this.#commander.doubtful;
    if (this.#situation !== undefined && this.#situation.kind !== 'fault') {
      const { kind, severity } = this.#situation;
      return { state: 'alarm', values: { kind, severity, mode } };
    }
    if (doubtful !== undefined) return { state: 'fault', values: { what: `${doubtful} may not have left`, mode } };
    if (this.#situation === undefined) return { state: 'watching', values: { mode } };
    const { kind, severity } = this.#situation;
    return { state: 'fault', values: { what: 'blind', kind, severity, mode } };
  }

  #situationOf(record: TwinRecord, decided: Situation | undefined): Situation | undefined {
    if (record.verdict !== 'fault') this.#blind = 0;
    else if (this.#blind++ === 0) this.#blindSince = record.time;
    // Before twin-ingest says so, it has waited long enough.
    const blind = this.#blind >= BLIND_RECORDS || record.comms?.blind !== undefined;
    const found = blind ? this.#speak(blindness(record, this.#blindSince)) : undefined;
    const situation = decided === undefined ? found : asFault(decided);
    return situation?.kind === 'fault' && this.#config.onFault === 'nothing' ? undefined : situation;
  }

  /** Nothing is open. */
  #calm(record: TwinRecord): void {
    if (this.#observes && record.verdict === 'normal') this.#commander.observe(record);
    if (!this.#alerts.open && this.#situation === undefined) return;
    const dropped = this.#commander.drop();
    const over = this.#alerts.clear(record.time);
    if (over.length === 0 && dropped.length === 0) return;
    this.#context.save('now');
    for (const outcome of dropped) this.#tell(outcome.event, record.time, { ...outcome });
    if (over.length === 0) return;
    for (const one of over) this.#telling.over(one, record.asset, record.time);
    record.response = { sent: over.map(() => 'alert: cleared'), held: [] };
  }

  /** What is new to tell of an alarm. That it was put aside is told nobody, but calls again also after a restart. */
  #news(situation: Situation, now: number): Alert | 'suppressed' | undefined {
    const { aside } = this.#alerts;
    const alert = this.#alerts.update(situation, now);
    if (alert === undefined && this.#alerts.aside !== aside) this.#context.save('soon');
    return alert;
  }

  #answer(situation: Situation, record: TwinRecord): void {
    const { time } = record;
    const now = this.#now;
    const policy = this.#applied.of(situation);
    const over = this.#alerts.clear(time, situation, record.comms?.blind?.since);
    const alert = policy?.alert === false ? undefined : this.#news(situation, now);
    const none = situation.kind === 'fault' && this.#config.onFault !== 'command';
    const outcomes = none ? [] : this.#commander.answer(situation, now, policy);
    const retrain = this.#retraining.answer(situation, time, now, policy?.retrain !== false);
    if (over.length === 0 && alert === undefined && outcomes.length === 0 && retrain === undefined) return;
    const certain = this.#certain(outcomes, now);
    // A new object: what the message brought is of no account here, and must not stand in the way of a command.
    const info: ResponseInfo = { sent: [], held: [] };
    for (const one of over) {
      info.sent.push('alert: cleared');
      this.#telling.over(one, record.asset, time);
    }
    if (alert === 'suppressed') info.held.push({ what: 'alert', why: 'too many alerts in ten minutes' });
    else if (alert !== undefined) info.sent.push(`alert: ${alert.alert}`);
    if (alert !== undefined) this.#telling.alert(alert, situation, time);
    for (const outcome of certain) this.#carryOut(outcome, info, time);
    if (retrain !== undefined) this.#askForTraining(retrain, situation, info, time);
    if (info.sent.length > 0 || info.held.length > 0) record.response = info;
  }

  /** On disk before anything leaves: after a crash a command is never given twice. What is not on disk does not leave. */
  #certain(outcomes: readonly Outcome[], now: number): readonly Outcome[] {
    return this.#context.save('now') === false ? this.#commander.takeBack(outcomes, now) : outcomes;
  }

  /** What was given a while ago has left; who armed it for a time finds it in dry run afterwards. */
  #confirm(): void {
    const now = this.#now;
    if (this.#commander.confirm(now)) this.#context.save('soon');
    if (!this.#commander.arming.ends(now)) return;
    this.#context.save('now');
    this.#tell('disarmed', this.#time, { text: 'back in dry run: the time that it was armed for is over' });
  }

  #carryOut(outcome: Outcome, info: ResponseInfo | undefined, time: number): void {
    this.#tell(outcome.event, time, { ...outcome });
    if (outcome.event === 'command-sent') {
      this.#context.emit('command', { message: outcome.content! });
      info?.sent.push(`command: ${outcome.command}`);
    } else info?.held.push({ what: `command: ${outcome.command}`, why: outcome.why! });
  }

  #askForTraining(answer: 'ask' | { why: string }, situation: Situation, info: ResponseInfo, time: number): void {
    if (answer === 'ask') {
      const control = { do: 'retrain', asset: this.#context.asset, by: 'twin-response' };
      this.#context.emit('retrain', { control, time, reason: situation.sentence });
      this.#tell('retrain-asked', time, { since: situation.since, tags: situation.tags });
      info.sent.push('retrain');
      return;
    }
    this.#tell('retrain-held', time, { since: situation.since, ...answer });
    info.held.push({ what: 'retrain', why: answer.why });
  }

  #arm(order: Order): void {
    if (this.#config.commands.length === 0)
      throw new InputError('control', 'this node has no commands; add one, then arm');
    const time = armedFor(order);
    this.#commander.arming.arm(time === undefined ? undefined : this.#now + time);
    if (this.#context.save('now') !== false) return;
    this.#commander.arming.disarm();
    throw new InputError(
      'control',
      'commands stay in dry run: that they are armed cannot be saved; see the error before',
    );
  }

  #approve(order: Order): number {
    const command = commandOf(order);
    if (order.by === undefined) throw new InputError('control.by', 'is missing; say who approves');
    if (this.#config.signedIn && order.verified !== true) {
      throw new InputError('control.by', 'is not proven; this node takes approvals only from the operator page');
    }
    const now = this.#now;
    const expired = this.#commander.expire(now);
    for (const outcome of expired) this.#tell(outcome.event, this.#time, { ...outcome });
    const missing = this.#commander.approve(command, order.by);
    if (missing === undefined) {
      if (expired.length > 0) this.#context.save('now');
      const waiting = this.#commander.waiting.join(', ') || 'none';
      throw new InputError('control.command', `${describe(command)} does not wait for approval; waiting: ${waiting}`);
    }
    const open = missing === 0 ? this.#situation : undefined;
    const outcomes = open === undefined ? [] : this.#commander.answer(open, now, this.#applied.of(open));
    for (const outcome of this.#certain(outcomes, now)) this.#carryOut(outcome, undefined, this.#time);
    return missing;
  }

  #resend(order: Order): void {
    const command = commandOf(order);
    if (!this.#commander.arming.armed) throw new InputError('control', 'this node is in dry run; order arm first');
    const outcome = this.#commander.resend(command, this.#now);
    if (outcome === undefined) throw this.#noDoubt(command);
    if (this.#context.save('now') === false) {
      this.#commander.keepDoubt(command);
      throw new InputError('control.command', `${describe(command)} is not given: its state cannot be saved`);
    }
    this.#carryOut(outcome, undefined, this.#time);
  }

  #drop(order: Order): void {
    const command = commandOf(order);
    if (!this.#commander.forget(command)) throw this.#noDoubt(command);
  }

  #noDoubt(command: string): InputError {
    const doubtful = this.#commander.doubtful.join(', ') || 'none';
    return new InputError(
      'control.command',
      `${describe(command)} has left for all that is known; in doubt: ${doubtful}`,
    );
  }

  #tell(event: string, time: number, facts: object): void {
    this.#context.emit('event', { ...facts, event, time });
  }
}
