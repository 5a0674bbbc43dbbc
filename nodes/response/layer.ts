import type { Layer, LayerContext, LayerFactory, LayerStatus } from '../../lib/layer';
import type { Order } from '../../lib/orders';
import { describe, InputError, isLive, type ResponseInfo, type TwinRecord } from '../../lib/record';
import { Alerts, type AlertsSnapshot } from './alerts';
import { Commander, type CommanderSnapshot, type Outcome } from './commander';
import type { ResponseConfig } from './config';
import { Retraining, type RetrainingSnapshot } from './retraining';
import { blindness, type Situation, situationOf } from './situation';
import { type AlarmEvent, alarmAs } from './write-back/alarm';
import { NoSuchTwin, type TwinMessage } from './write-back/write';

interface Snapshot {
  readonly alerts: AlertsSnapshot;
  readonly commander: CommanderSnapshot;
  readonly retraining: RetrainingSnapshot;
  readonly blind: number;
  readonly blindSince: number;
}

/** Records in a row that could not be judged before that counts as a fault of the guard. */
const BLIND_RECORDS = 3;

/** Answers an open alarm: alerts people, gives commands to the plant, asks for retraining. Normal records pass untouched. */
export const createResponse: LayerFactory<ResponseConfig> = (config, context, snapshot) => {
  try {
    return new ResponseLayer(config, context, snapshot as Snapshot | undefined);
  } catch (error) {
    const text = `the saved state does not fit (${(error as Error).message}); starting anew, in dry run`;
    context.emit('event', { event: 'state-ignored', text });
    return new ResponseLayer(config, context);
  }
};

class ResponseLayer implements Layer {
  readonly #config: ResponseConfig;
  readonly #context: LayerContext;
  readonly #alerts: Alerts;
  readonly #commander: Commander;
  readonly #retraining: Retraining;
  readonly #observes: boolean;
  /** Records in a row that could not be judged, and when they began. */
  #blind = 0;
  #blindSince = 0;
  #time = 0;
  #situation: Situation | undefined;

  constructor(config: ResponseConfig, context: LayerContext, from?: Snapshot) {
    this.#config = config;
    this.#context = context;
    this.#alerts = new Alerts(config, from?.alerts);
    this.#commander = new Commander(config.commands, context.asset, from?.commander);
    this.#retraining = new Retraining(config, from?.retraining);
    this.#observes = config.commands.some(({ value }) => typeof value === 'object');
    this.#blind = from?.blind ?? 0;
    this.#blindSince = from?.blindSince ?? 0;
    if (!this.#commander.armed || config.stayArmed) return;
    this.#commander.armed = false;
    context.emit('event', { event: 'disarmed', text: 'back in dry run after a restart' });
  }

  step(record: TwinRecord): void {
    if (!isLive(record)) return;
    const decided = record.decision === undefined ? undefined : situationOf(record.decision);
    this.#time = record.time;
    const situation = this.#situationOf(record, decided);
    if (situation === undefined) this.#calm(record);
    else this.#answer(situation, record);
    this.#situation = situation;
  }

  order(order: Order): Record<string, unknown> {
    if (order.do === 'arm') this.#commander.armed = true;
    else if (order.do === 'disarm') this.#commander.armed = false;
    else if (order.do === 'reset') this.#commander.reset();
    if (order.do !== 'status') this.#context.save('now');
    const missing = order.do === 'approve' ? this.#approve(order) : undefined;
    return {
      ...this.status(),
      ...(order.by !== undefined && { by: order.by }),
      ...(this.#time > 0 && { time: this.#time }),
      ...(missing !== undefined && { missing }),
      armed: this.#commander.armed,
      waiting: this.#commander.waiting,
      latched: this.#commander.latched,
    };
  }

  snapshot(): Snapshot {
    return {
      alerts: this.#alerts.snapshot(),
      commander: this.#commander.snapshot(),
      retraining: this.#retraining.snapshot(),
      blind: this.#blind,
      blindSince: this.#blindSince,
    };
  }

  status(): LayerStatus {
    const mode = this.#config.commands.length === 0 ? 'no commands' : this.#commander.armed ? 'armed' : 'dry run';
    if (this.#situation === undefined) return { state: 'watching', values: { mode } };
    const { kind, severity } = this.#situation;
    return { state: kind === 'fault' ? 'fault' : 'alarm', values: { kind, severity, mode } };
  }

  #situationOf(record: TwinRecord, decided: Situation | undefined): Situation | undefined {
    if (record.verdict !== 'fault') this.#blind = 0;
    else if (this.#blind++ === 0) this.#blindSince = record.time;
    if (decided !== undefined) return decided;
    const blind = this.#blind >= BLIND_RECORDS && this.#config.onFault !== 'nothing';
    return blind ? blindness(record, this.#blindSince) : undefined;
  }

  /** Nothing is open. */
  #calm(record: TwinRecord): void {
    if (this.#observes && record.verdict === 'normal') this.#commander.observe(record);
    if (!this.#alerts.open && this.#situation === undefined) return;
    const dropped = this.#commander.drop();
    const over = this.#alerts.clear(record.time);
    if (over === undefined && dropped.length === 0) return;
    this.#context.save('now');
    for (const outcome of dropped) this.#tell(outcome.event, record.time, { ...outcome });
    if (over === undefined) return;
    const sentence = `The alarm of ${record.asset} is over.`;
    this.#alert({ asset: record.asset, alert: 'cleared', time: record.time, ...over, sentence });
    this.#tell('alert-cleared', record.time, over);
    note(record).sent.push('alert: cleared');
  }

  #answer(situation: Situation, record: TwinRecord): void {
    const { time } = record;
    const alert = this.#alerts.update(situation, time);
    const commands = situation.kind === 'fault' && this.#config.onFault !== 'command';
    const outcomes = commands ? [] : this.#commander.answer(situation, time);
    const retrain = this.#retraining.answer(situation, time);
    if (alert === undefined && outcomes.length === 0 && retrain === undefined) return;
    // On disk before anything leaves: after a crash a command is never given twice.
    this.#context.save('now');
    const info = note(record);
    if (alert === 'suppressed') info.held.push({ what: 'alert', why: 'too many alerts in ten minutes' });
    else if (alert !== undefined) {
      this.#alert({ asset: record.asset, ...alert, time, ...situation });
      info.sent.push(`alert: ${alert.alert}`);
    }
    if (alert !== undefined) {
      const event = alert === 'suppressed' ? 'alert-suppressed' : `alert-${alert.alert}`;
      const { kind, severity, pattern, confidence, since, tags, sentence, evidence } = situation;
      this.#tell(event, time, { kind, severity, pattern, confidence, since, tags, sentence, evidence });
    }
    for (const outcome of outcomes) this.#carryOut(outcome, info, time);
    if (retrain !== undefined) this.#askForTraining(retrain, situation, info, time);
  }

  /** In the form that was chosen; a name that has no place in that form is told, and the alert leaves as it is. */
  #alert(event: AlarmEvent): void {
    const { alertForm } = this.#config;
    let message: TwinMessage | undefined;
    try {
      if (alertForm !== 'plain') message = alarmAs(alertForm, event);
    } catch (error) {
      if (!(error instanceof NoSuchTwin)) throw error;
      this.#tell('alert-form', event.time, { text: `the alert leaves in plain form: ${error.message}` });
    }
    const { asset: _named, ...body } = event;
    this.#context.emit('alert', message === undefined ? body : { message });
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

  #approve(order: Order): number {
    const { command } = order.options;
    if (typeof command !== 'string')
      throw new InputError('control.command', `is ${describe(command)}; name the command`);
    if (order.by === undefined) throw new InputError('control.by', 'is missing; say who approves');
    const missing = this.#commander.approve(command, order.by);
    if (missing === undefined) {
      const waiting = this.#commander.waiting.join(', ') || 'none';
      throw new InputError('control.command', `${describe(command)} does not wait for approval; waiting: ${waiting}`);
    }
    this.#context.save('now');
    if (missing > 0 || this.#situation === undefined) return missing;
    const outcomes = this.#commander.answer(this.#situation, this.#time);
    this.#context.save('now');
    for (const outcome of outcomes) this.#carryOut(outcome, undefined, this.#time);
    return 0;
  }

  #tell(event: string, time: number, facts: object): void {
    this.#context.emit('event', { ...facts, event, time });
  }
}

function note(record: TwinRecord): ResponseInfo {
  record.response ??= { sent: [], held: [] };
  return record.response;
}
