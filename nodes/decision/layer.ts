import { Alarm } from '../../lib/alarm/alarm';
import { meant, NO_NAMES, readNames } from '../../lib/config/names';
import type { Layer, LayerContext, LayerFactory, LayerStatus } from '../../lib/layer/layer';
import type { Order } from '../../lib/layer/orders';
import { restoredLayer } from '../../lib/layer/restore';
import { type Decision, isLive, type TwinRecord } from '../../lib/record/record';
import { type Speaker, speakerOf } from '../../lib/speech/speak';
import { attend } from './attend';
import { isStillAway, unsay } from './away';
import { BlindAlarm } from './blind-alarm';
import type { DecisionConfig } from './config';
import { delaysOf } from './delays';
import { distanceOf } from './distance';
import { without } from './evidence/without';
import type { Circumstances } from './judge/judge';
import { Opinion } from './judge/opinion';
import { Verdicts } from './judge/verdicts';
import { excludedBy } from './least';
import { Masks } from './masks';
import { Memory, mayLearn, type Sight } from './observe/memory';
import type { Reference } from './observe/reference';
import { PostureKeeper } from './posture/keeper';
import { lastOf, presented } from './presented';
import { OrderedMasks } from './set';
import type { Snapshot } from './snapshot';
import { statedOf } from './stated';
import { Teaching } from './teaching';

/** Normal records in a row up to which an open episode is still looked at. */
const STILL = 3;
/**
 * Records from which on a raised posture stops the learning of what is usual: with less, false alarms would keep it raised, and it
 * would stay with less.
 */
const KNOWN_ENOUGH = 1000;

/**
 * Tells attack, fault and drift apart and runs the asset's alarm. Normal records cost next to nothing: they are kept in a
 * short memory, and as long as the reference is open they are learnt from.
 */
export const createDecision: LayerFactory<DecisionConfig> = (config, context, snapshot) =>
  restoredLayer<Snapshot>(context, snapshot, (from) => new DecisionLayer(config, context, from), 'learning anew');

class DecisionLayer implements Layer {
  readonly #config: DecisionConfig;
  readonly #context: LayerContext;
  readonly #critical: ReadonlySet<string>;
  readonly #alarm: Alarm;
  readonly #blindness: BlindAlarm;
  readonly #ordered: OrderedMasks;
  readonly #masks: Masks;
  /** Operating modes in which it says nothing, and tags of which nothing alarms. */
  #quietModes = NO_NAMES;
  #excluded = NO_NAMES;
  readonly #posture: PostureKeeper;
  readonly #memory: Memory;
  readonly #teaching: Teaching;
  readonly #speak: Speaker;
  readonly #opinion: Opinion;
  readonly #verdicts: Verdicts;
  #time = 0;
  /** The layers before could not judge the last record. */
  #blind = false;
  /** The detector does not judge the mode that the asset is in. */
  #off: TwinRecord['masked'];

  constructor(config: DecisionConfig, context: LayerContext, from?: Snapshot) {
    this.#config = config;
    this.#context = context;
    this.#critical = meant(readNames(config.critical));
    this.#alarm = new Alarm(delaysOf(config), from?.alarm);
    this.#blindness = new BlindAlarm(context.asset, config.consequence, from?.blind);
    this.#ordered = new OrderedMasks(config, from?.ordered, (text) =>
      context.emit('event', { event: 'setting-ended', text }),
    );
    this.#masks = new Masks(this.#ordered, () => context.save('soon'), from?.settling);
    this.#follow();
    this.#memory = new Memory(config, from);
    this.#posture = new PostureKeeper(config, context, from?.posture);
    this.#speak = speakerOf(config.language, context.language);
    this.#teaching = new Teaching(context, from?.teaching);
    this.#verdicts = new Verdicts(from?.known);
    this.#opinion = new Opinion(from);
  }

  step(record: TwinRecord): void {
    this.#off = record.masked?.off === true ? record.masked : undefined;
    // Nobody else says so.
    if (this.#off === undefined && record.masked !== undefined) delete record.masked;
    unsay(record);
    const notice = record.comms?.notice === true;
    if (!notice && this.#memory.meet(record)) {
      this.#opinion.close();
      this.#tell('schema-changed', record.time, { text: 'the tags have changed; usual behaviour is learned anew' });
    }
    const live = isLive(record);
    if (live) this.#heedMode(record);
    if (live && this.#off === undefined) this.#watchRow(record, this.#memory.sight!);
    if (live || notice) this.#heedBlindness(record);
    this.#attach(record);
  }

  /** What a person has set holds from now on. */
  #follow(): void {
    const { least, suppressed, latch } = this.#ordered;
    this.#excluded = excludedBy(least);
    this.#quietModes = suppressed;
    this.#alarm.attention.latches = latch;
    this.#masks.change(this.#ordered);
  }

  /** In some operating modes of the plant an alarm says nothing, by design. */
  #heedMode({ mode, time }: TwinRecord): void {
    const why = mode !== undefined && this.#quietModes.has(String(mode)) ? `the mode is ${mode}` : undefined;
    if (!this.#alarm.attention.suppress(why)) return;
    const event = why === undefined ? 'alarm-unsuppressed' : 'alarm-suppressed';
    this.#tell(event, time, { text: why ?? 'the mode is another one', alarm: this.#alarm.state });
  }

  #heedBlindness({ comms, time }: TwinRecord): void {
    const change = this.#blindness.step(comms?.blind);
    if (change !== undefined) this.#tell(change.event, time, this.#speak(change.facts));
  }

  #watchRow(record: TwinRecord, sight: Sight): void {
    const { reference, messages } = sight;
    const alarm = this.#alarm;
    this.#time = record.time;
    this.#blind = record.verdict === 'fault';
    // What was raised while a detector learned was raised by what is seen here, which sees its end as well.
    const unjudged = this.#blind || (record.verdict === 'learning' && !this.#opinion.byCharts);
    this.#posture.expire(this.#now, record.time);
    const out = this.#memory.add(record);
    if (out) record.chart = true;
    const lowered = !out && this.#posture.lowers(record);
    const anomalous = record.anomaly === true || out || lowered;
    const first = alarm.idle;
    const hidden = this.#masks.follow(record, anomalous);
    if (hidden !== undefined) this.#tell('mask-ended', record.time, { text: hidden });
    messages.step(record.comms, !anomalous && alarm.idle);
    if (!anomalous && alarm.idle && this.#mayLearn(record, reference) && this.#memory.learn()) {
      this.#context.save('soon');
    }
    // Nobody judged this record: that is no calm, which would clear an alarm.
    const heard = !unjudged || !(this.#blind || alarm.active);
    if (anomalous || (heard && !alarm.settled)) this.#guard(record, anomalous, sight);
    else alarm.skip(record.time, 1, !this.#blind);
    if (alarm.settled) this.#opinion.close();
    this.#masks.note(record, anomalous, alarm, sight);
    const open = alarm.active ? this.#opinion.judgement : undefined;
    this.#posture.follow(record, { anomalous, lowered, first, open, unjudged });
    this.#teaching.follow(open, record.time);
  }

  #mayLearn(record: TwinRecord, reference: Reference): boolean {
    const frozen = this.#posture.frozen && reference.rows >= KNOWN_ENOUGH;
    return !frozen && mayLearn(record);
  }

  /** Runs the alarm. */
  #guard(record: TwinRecord, anomalous: boolean, sight: Sight): void {
    const alarm = this.#alarm;
    if (anomalous) sight.charts?.distrust();
    alarm.needed = this.#posture.confirm;
    const told = distanceOf(record, anomalous, this.#config.clearBelow);
    const counts = anomalous && this.#masks.counts(record, alarm, sight, told);
    const distance = counts === anomalous ? told : undefined;
    const picture = alarm.active ? this.#opinion.picture : undefined;
    if (picture !== undefined && isStillAway(without(picture, this.#excluded), alarm.rows, sight)) record.away = true;
    const change = alarm.step(record.time, counts, this.#context.now?.(), distance, record.away);
    if (alarm.active && (counts || alarm.quiet <= STILL)) this.#judge(record, change === 'raised');
    if (change === 'raised') this.#tell('alarm-raised', record.time, this.#present()!);
    else if (change === 'cleared') this.#cleared(record.time);
    else if (change === 'expired') this.#unshelved();
  }

  tick(now: number): void {
    if (this.#alarm.attention.expire(now)) this.#unshelved();
    this.#posture.expire(now, this.#time);
  }

  #unshelved(): void {
    this.#tell('alarm-unshelved', this.#time, { text: 'the time of the shelf is over' });
  }

  order(order: Order): Record<string, unknown> {
    if (attend(order, this.#alarm, this.#opinion.judgement?.since, this.#blindness, this.#now)) {
      // That was all.
    } else if (order.do === 'set') this.#set(order);
    else if (order.do === 'feedback') this.#feedback(order);
    else if (order.do === 'posture') this.#posture.set(order, this.#now, this.#time);
    else if (order.do === 'reset') this.#reset();
    if (order.do !== 'status') this.#context.save('now');
    return this.#report(order);
  }

  before(order: Order): Record<string, unknown> | undefined {
    return order.do === 'set' ? this.#ordered.before(order) : undefined;
  }

  snapshot(): Snapshot {
    const ordered = this.#ordered.snapshot();
    const settling = this.#masks.snapshot();
    const posture = this.#posture.snapshot();
    const teaching = this.#teaching.snapshot();
    return {
      ...this.#memory.snapshot(),
      alarm: this.#alarm.snapshot(),
      ...(ordered && { ordered }),
      ...(settling && { settling }),
      ...(posture && { posture }),
      ...(this.#blindness.active && { blind: this.#blindness.snapshot()! }),
      ...this.#opinion.snapshot(),
      known: this.#verdicts.known,
      ...(teaching && { teaching }),
    };
  }

  status(): LayerStatus {
    const reference = this.#memory.sight?.reference;
    if (reference === undefined) return { state: this.#blindness.active ? 'fault' : 'waiting' };
    const blind = this.#blind || this.#blindness.active;
    if (this.#alarm.active && !(blind && this.#alarm.attention.isHushed)) {
      const { kind = 'undetermined', severity = 'low' } = this.#opinion.judgement ?? {};
      const { state, attention } = this.#alarm;
      const { attended, ...said } = statedOf(state, attention.shelvedUntil);
      return { state: 'alarm', attended, values: { kind, severity, ...said, posture: this.#posture.words } };
    }
    if (blind) return { state: 'fault' };
    const masked = this.#off ?? this.#masks.masked;
    if (masked !== undefined) return { state: 'masked', values: { why: masked.why } };
    const { done, of } = reference.progress;
    if (!reference.ready) return { state: 'learning', values: { done, of } };
    return { state: 'watching', values: { done: Math.min(done, of), of, posture: this.#posture.words } };
  }

  #judge(record: TwinRecord, raised: boolean): void {
    const sight = this.#memory.sight!;
    const before = this.#opinion.form(record, raised, this.#alarm, sight, this.#circumstances(record));
    if (before !== undefined)
      this.#tell('alarm-changed', record.time, { ...this.#speak(this.#opinion.judgement), before });
  }

  #circumstances(record: TwinRecord): Circumstances {
    return {
      consequence: this.#config.consequence,
      critical: this.#critical,
      excluded: this.#excluded,
      known: this.#verdicts.known,
      rules: this.#config.rules,
      onset: this.#alarm.onset,
      run: this.#alarm.run,
      lowered: this.#posture.lowers(record),
    };
  }

  #attach(record: TwinRecord): void {
    const { masked } = this.#masks;
    if (masked !== undefined && !this.#alarm.active && isLive(record)) record.masked ??= masked;
    const decision = this.#present();
    this.#posture.attach(record, decision);
    if (decision !== undefined) record.decision = decision;
    // Nobody decides but this node: what came with the record must not reach the commands behind.
    else if (record.decision !== undefined) delete record.decision;
  }

  /** What is to be said now, of the plant and of the guard itself. */
  #present(): Decision | undefined {
    return this.#speak(presented(this.#alarm, this.#opinion.judgement, this.#blindness));
  }

  #cleared(time: number): void {
    const { kind, pattern, severity, tags, since } = this.#opinion.judgement!;
    const duration = Math.max(0, time - this.#alarm.onset);
    this.#tell('alarm-cleared', time, { kind, pattern, severity, tags, since, duration, alarm: this.#alarm.state });
    this.#opinion.over();
  }

  /** The clock on the wall; in a recording that is replayed, the time of its last record. */
  get #now(): number {
    return this.#context.now?.() ?? this.#time;
  }

  #set(order: Order): void {
    const tags = this.#memory.sight?.channels.tags.map(({ name }) => name);
    this.#ordered.change(order, tags, this.#now);
    this.#follow();
  }

  #feedback(order: Order): void {
    const feedback = this.#verdicts.give(order, this.#opinion.judgement, this.#opinion.print, this.#now);
    this.#alarm.attention.acknowledge({ ...(order.by !== undefined && { by: order.by }), at: this.#now });
    // What enters learning has somebody who answers for it.
    if (order.by !== undefined) this.#teaching.judged(feedback, order.by);
  }

  #reset(): void {
    this.#memory.reset();
    this.#opinion.forget();
    this.#verdicts.forget();
    this.#teaching.reset();
  }

  #report(order: Order): Record<string, unknown> {
    const { state, attention } = this.#alarm;
    const decision = this.#present();
    const last = lastOf(this.#alarm, this.#opinion.judgement);
    return {
      ...this.status(),
      ...(this.#time > 0 && { time: this.#time }),
      ...(order.by !== undefined && { by: order.by }),
      alarm: state,
      delays: this.#alarm.delays,
      clearBelow: this.#config.clearBelow,
      posture: this.#posture.report(),
      ...attention.report(),
      ...this.#ordered.report(),
      ...(decision && { decision }),
      ...(this.#verdicts.known.length > 0 && { judged: this.#verdicts.report() }),
      ...(last && { last: this.#speak(last) }),
    };
  }

  /** The beginning and the end of an alarm are on disk before they are told. */
  #tell(event: string, time: number, facts: object): void {
    this.#context.save(event === 'alarm-changed' ? 'soon' : 'now');
    this.#context.emit('event', { event, time, ...facts });
  }
}
