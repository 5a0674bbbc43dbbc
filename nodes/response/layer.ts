import { isPlainObject } from '../../lib/input';
import type { Layer, LayerContext, LayerFactory, LayerStatus } from '../../lib/layer/layer';
import type { Order } from '../../lib/layer/orders';
import { restoredLayer } from '../../lib/layer/restore';
import { isLive, type ResponseInfo, type TwinRecord } from '../../lib/record/record';
import { type Speaker, speakerOf } from '../../lib/speech/speak';
import { type Alert, Alerts } from './alerts';
import { Applied } from './applied';
import { CommandDesk } from './command-desk';
import type { ResponseConfig } from './config';
import type { Policy } from './policies';
import { Retraining } from './retraining';
import { blindness, type Open, openOf, ordered, type Situation } from './situation';
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
  readonly #desk: CommandDesk;
  readonly #retraining: Retraining;
  /** Which row of the policies holds for the plant's alarm, and for a guard that does not see. */
  readonly #applied: Applied;
  readonly #appliedToGuard: Applied;
  readonly #speak: Speaker;
  readonly #observes: boolean;
  /** Records in a row that could not be judged, and when they began. */
  #blind = 0;
  #blindSince = 0;
  #time = 0;
  /** What is open, what goes first before the other. */
  #open: readonly Situation[] = [];

  constructor(config: ResponseConfig, context: LayerContext, from?: Snapshot) {
    if (from !== undefined && ![from.alerts, from.commander, from.retraining].every(isPlainObject)) {
      throw new Error('a part of it is missing');
    }
    this.#config = config;
    this.#context = context;
    this.#alerts = new Alerts(config, from?.alerts);
    this.#retraining = new Retraining(config, from?.retraining);
    this.#speak = speakerOf('automatic', context.language);
    this.#telling = new Telling(config.alertForm, context, this.#speak);
    const told = (event: string, facts: object): void => this.#tell(event, this.#time, facts);
    this.#applied = new Applied(config, context.asset, told, from?.applied);
    this.#appliedToGuard = new Applied(config, context.asset, told, from?.appliedToGuard);
    this.#observes = config.commands.some(({ value }) => typeof value === 'object');
    this.#blind = from?.blind ?? 0;
    this.#blindSince = from?.blindSince ?? 0;
    const desk = {
      now: () => this.#now,
      tell: told,
      open: () => {
        const [first, ...more] = this.#open;
        return first && { all: [first, ...more] as const, policy: this.#policyOf(first) };
      },
    };
    this.#desk = new CommandDesk(config, context, desk, from?.commander);
    this.#desk.begin();
  }

  /** The clock on the wall; in a recording that is replayed, the time of its last record. */
  get #now(): number {
    return this.#context.now?.() ?? this.#time;
  }

  step(record: TwinRecord): void {
    this.#desk.confirm();
    if (!isLive(record) && record.comms?.notice !== true) return;
    const decided = openOf(record);
    this.#time = record.time;
    const open = this.#openOf(record, decided);
    const [first, ...more] = open;
    if (first === undefined) this.#calm(record);
    else this.#answer([first, ...more], record);
    this.#open = open;
  }

  /** What goes first of what is open. */
  get #situation(): Situation | undefined {
    return this.#open[0];
  }

  #policyOf(situation: Situation): Policy | undefined {
    return (situation.kind === 'fault' ? this.#appliedToGuard : this.#applied).of(situation);
  }

  order(order: Order): Record<string, unknown> {
    this.#desk.confirm();
    const missing = this.#desk.order(order);
    const { arming, waiting, approvals, latched, doubtful } = this.#desk.commander;
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
    this.#desk.commander.confirm(Number.POSITIVE_INFINITY);
  }

  tick(now: number): void {
    this.#desk.confirm();
    this.#desk.expire(now);
    // An alarm that stays open while its source is silent is not forgotten.
    for (const situation of this.#open) this.#remind(situation, now);
  }

  #remind(situation: Situation, now: number): void {
    const alert = this.#news(situation, now);
    if (alert === undefined) return;
    this.#context.save('now');
    this.#telling.alert(alert, situation, this.#time);
  }

  snapshot(): Snapshot {
    const applied = this.#applied.snapshot();
    const appliedToGuard = this.#appliedToGuard.snapshot();
    return {
      alerts: this.#alerts.snapshot(),
      commander: this.#desk.commander.snapshot(),
      retraining: this.#retraining.snapshot(),
      ...(applied && { applied }),
      ...(appliedToGuard && { appliedToGuard }),
      blind: this.#blind,
      blindSince: this.#blindSince,
    };
  }

  status(): LayerStatus {
    const mode =
      this.#config.commands.length === 0 ? 'no commands' : this.#desk.commander.arming.armed ? 'armed' : 'dry run';
    const [doubtful] = this.#desk.commander.doubtful;
    if (this.#situation !== undefined && this.#situation.kind !== 'fault') {
      const { kind, severity } = this.#situation;
      return { state: 'alarm', values: { kind, severity, mode } };
    }
    if (doubtful !== undefined) return { state: 'fault', values: { what: `${doubtful} may not have left`, mode } };
    if (this.#situation === undefined) return { state: 'watching', values: { mode } };
    const { kind, severity } = this.#situation;
    return { state: 'fault', values: { what: 'blind', kind, severity, mode } };
  }

  #openOf(record: TwinRecord, decided: Open): readonly Situation[] {
    if (record.verdict !== 'fault') this.#blind = 0;
    else if (this.#blind++ === 0) this.#blindSince = record.time;
    if (this.#config.onFault === 'nothing') return decided.plant === undefined ? [] : [decided.plant];
    // Before twin-ingest says so, it has waited long enough.
    const blind = this.#blind >= BLIND_RECORDS || record.comms?.blind !== undefined;
    const found = blind ? this.#speak(blindness(record, this.#blindSince)) : undefined;
    return ordered({ ...(found && { guard: found }), ...decided });
  }

  /** Nothing is open. */
  #calm(record: TwinRecord): void {
    if (this.#observes && record.verdict === 'normal') this.#desk.commander.observe(record);
    if (!this.#alerts.open && this.#situation === undefined) return;
    const dropped = this.#desk.commander.drop([]);
    this.#retraining.over();
    const over = this.#alerts.clear(record.time, []);
    if (over.length === 0 && dropped.length === 0) return;
    this.#context.save('now');
    for (const outcome of dropped) this.#tell(outcome.event, record.time, { ...outcome });
    if (over.length === 0) return;
    for (const one of over) this.#telling.over(one, record.asset, record.time);
    record.response = { sent: over.map(() => 'alert: cleared'), held: [] };
  }

  /** What is new to tell of an alarm. What people made of it is told nobody, but what is told later goes by it also after a restart. */
  #news(situation: Situation, now: number): Alert | 'suppressed' | undefined {
    if (this.#policyOf(situation)?.alert === false) return undefined;
    const { attended } = this.#alerts;
    const alert = this.#alerts.update(situation, now);
    if (alert === undefined && this.#alerts.attended !== attended) this.#context.save('soon');
    return alert;
  }

  #answer(open: readonly [Situation, ...Situation[]], record: TwinRecord): void {
    const { time } = record;
    const now = this.#now;
    const over = this.#alerts.clear(time, open);
    const news = open.flatMap((situation) => {
      const alert = this.#news(situation, now);
      return alert === undefined ? [] : [{ situation, alert }];
    });
    const outcomes = this.#desk.answer(open, this.#policyOf(open[0]));
    const plant = open.find(({ kind }) => kind !== 'fault');
    if (plant === undefined) this.#retraining.over();
    const retrain = plant && this.#retraining.answer(plant, time, now, this.#policyOf(plant)?.retrain !== false);
    if (over.length + news.length + outcomes.length === 0 && retrain === undefined) return;
    const certain = this.#desk.certain(outcomes, now);
    // A new object: what the message brought is of no account here, and must not stand in the way of a command.
    const info: ResponseInfo = { sent: [], held: [] };
    for (const one of over) {
      info.sent.push('alert: cleared');
      this.#telling.over(one, record.asset, time);
    }
    for (const { situation, alert } of news) {
      if (alert === 'suppressed') info.held.push({ what: 'alert', why: 'too many alerts in ten minutes' });
      else info.sent.push(`alert: ${alert.alert}`);
      this.#telling.alert(alert, situation, time);
    }
    for (const outcome of certain) this.#desk.carryOut(outcome, info);
    if (retrain !== undefined) this.#askForTraining(retrain, plant!, info, time);
    if (info.sent.length > 0 || info.held.length > 0) record.response = info;
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

  #tell(event: string, time: number, facts: object): void {
    this.#context.emit('event', { ...facts, event, time });
  }
}
