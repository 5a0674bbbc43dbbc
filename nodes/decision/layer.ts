import { Alarm } from '../../lib/alarm';
import { readFeedback } from '../../lib/feedback';
import type { Layer, LayerContext, LayerFactory, LayerStatus } from '../../lib/layer';
import type { Order } from '../../lib/orders';
import { type Decision, describe, InputError, isLive, type TwinRecord } from '../../lib/record';
import { restoredLayer } from '../../lib/restore';
import { isStillAway } from './away';
import { BlindAlarm } from './blind-alarm';
import type { DecisionConfig } from './config';
import type { Picture } from './evidence/picture';
import { reach, takePicture } from './evidence/take-picture';
import { fingerprint, type KnownEpisode, remember, restoredEpisodes } from './judge/episodes';
import { type Circumstances, type Judgement, judge, judgeBlindly } from './judge/judge';
import { type Standing, settle } from './judge/settle';
import { Masks } from './masks';
import { Memory, type Sight } from './observe/memory';
import { mayLearn, type Reference } from './observe/reference';
import { PostureKeeper } from './posture/keeper';
import { heldMinutes } from './read-orders';
import type { Snapshot } from './snapshot';
import { Teaching } from './teaching';

/** An open episode is judged anew whenever it has become this much longer. */
const GROWTH = 1.05;
/** Normal records in a row up to which an open episode is still looked at. */
const STILL = 3;
/** Rows looked at least, so that a judgement never hangs on two or three records. */
const FEWEST_ROWS = 12;
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
  readonly #masks: Masks;
  readonly #posture: PostureKeeper;
  readonly #memory: Memory;
  readonly #teaching: Teaching;
  #standing: Standing | undefined;
  #picture: Picture | undefined;
  /** The picture when the episode last fitted into the short memory. */
  #opening: Picture | undefined;
  /** Length of the episode when it was last judged. */
  #judgedAt = 0;
  #known: readonly KnownEpisode[] = [];
  #time = 0;
  /** The layers before could not judge the last record. */
  #blind = false;
  /** The detector does not judge the mode that the asset is in. */
  #off: TwinRecord['masked'];

  constructor(config: DecisionConfig, context: LayerContext, from?: Snapshot) {
    this.#config = config;
    this.#context = context;
    this.#critical = new Set(config.critical.split(',').map((tag) => tag.trim()));
    const { confirm, release, onDelay, offDelay } = config;
    this.#alarm = new Alarm({ confirm, release, onDelay: onDelay * 1000, offDelay: offDelay * 1000 }, from?.alarm);
    this.#blindness = new BlindAlarm(context.asset, config.consequence, from?.blind);
    this.#masks = new Masks(config, () => context.save('soon'), from?.settling);
    this.#memory = new Memory(config, from);
    this.#posture = new PostureKeeper(config, context, from?.posture);
    this.#teaching = new Teaching(context, from?.teaching);
    if (from === undefined) return;
    this.#standing = from.standing ?? (from.judgement && { judgement: from.judgement });
    this.#picture = from.picture;
    this.#opening = from.opening;
    this.#judgedAt = from.judgedAt;
    this.#known = restoredEpisodes(from.known);
  }

  step(record: TwinRecord): void {
    this.#off = record.masked?.off === true ? record.masked : undefined;
    // Nobody else says so.
    if (this.#off === undefined && record.masked !== undefined) delete record.masked;
    const notice = record.comms?.notice === true;
    if (!notice && this.#memory.meet(record)) {
      this.#opening = undefined;
      this.#tell('schema-changed', record.time, { text: 'the tags have changed; usual behaviour is learned anew' });
    }
    const live = isLive(record);
    if (live && this.#off === undefined) this.#watchRow(record, this.#memory.sight!);
    if (live || notice) this.#heedBlindness(record);
    this.#attach(record);
  }

  #heedBlindness({ comms, time }: TwinRecord): void {
    const change = this.#blindness.step(comms?.blind);
    if (change !== undefined) this.#tell(change.event, time, change.facts);
  }

  #watchRow(record: TwinRecord, sight: Sight): void {
    const { reference, messages } = sight;
    const alarm = this.#alarm;
    this.#time = record.time;
    this.#blind = record.verdict === 'fault';
    this.#posture.expire(this.#now, record.time);
    const out = this.#memory.add(record);
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
    if (anomalous || !(alarm.settled || this.#blind)) this.#guard(record, anomalous, sight);
    const open = alarm.active ? this.#standing?.judgement : undefined;
    this.#posture.follow(record, { anomalous, lowered, first, open, blind: this.#blind });
    this.#teaching.follow(open, record.time);
  }

  #mayLearn(record: TwinRecord, reference: Reference): boolean {
    const frozen = this.#posture.frozen && reference.rows >= KNOWN_ENOUGH;
    return !reference.complete && !frozen && mayLearn(record);
  }

  /** Runs the alarm. */
  #guard(record: TwinRecord, anomalous: boolean, sight: Sight): void {
    const alarm = this.#alarm;
    if (anomalous) sight.charts?.distrust();
    alarm.needed = this.#posture.confirm;
    const counts = anomalous && this.#masks.counts(record, alarm, sight);
    const near = !anomalous && record.rarity !== undefined && record.rarity > this.#config.clearBelow;
    const away = !anomalous && isStillAway(alarm, this.#picture, sight);
    const change = alarm.step(record.time, counts, this.#context.now?.(), near, away);
    if (alarm.active && (counts || alarm.quiet <= STILL)) this.#judge(record, change === 'raised');
    if (change === 'raised') this.#tell('alarm-raised', record.time, this.#standing!.judgement);
    else if (change === 'cleared') this.#cleared(record.time);
    else if (change === 'expired') this.#unshelved();
  }

  tick(now: number): void {
    if (this.#alarm.expire(now)) this.#unshelved();
    this.#posture.expire(now, this.#time);
  }

  #unshelved(): void {
    this.#tell('alarm-unshelved', this.#time, { text: 'the time of the shelf is over' });
  }

  order(order: Order): Record<string, unknown> {
    if (order.do === 'acknowledge') {
      this.#alarm.acknowledge();
      this.#blindness.acknowledge();
    } else if (order.do === 'shelve') this.#shelve(order);
    else if (order.do === 'unshelve') this.#alarm.unshelve();
    else if (order.do === 'feedback') this.#feedback(order);
    else if (order.do === 'posture') this.#posture.set(order, this.#now, this.#time);
    else if (order.do === 'reset') this.#reset();
    if (order.do !== 'status') this.#context.save('now');
    return this.#report(order);
  }

  snapshot(): Snapshot {
    const settling = this.#masks.snapshot();
    const posture = this.#posture.snapshot();
    const teaching = this.#teaching.snapshot();
    return {
      ...this.#memory.snapshot(),
      alarm: this.#alarm.snapshot(),
      ...(settling && { settling }),
      ...(posture && { posture }),
      ...(this.#blindness.active && { blind: this.#blindness.snapshot()! }),
      ...(this.#standing && { standing: this.#standing }),
      ...(this.#picture && { picture: this.#picture }),
      ...(this.#opening && { opening: this.#opening }),
      judgedAt: this.#judgedAt,
      known: this.#known,
      ...(teaching && { teaching }),
    };
  }

  status(): LayerStatus {
    const reference = this.#memory.sight?.reference;
    if (reference === undefined) return { state: this.#blindness.active ? 'fault' : 'waiting' };
    if (this.#alarm.active) {
      const { kind = 'undetermined', severity = 'low' } = this.#standing?.judgement ?? {};
      return { state: 'alarm', values: { kind, severity, alarm: this.#alarm.state, posture: this.#posture.words } };
    }
    if (this.#blind || this.#blindness.active) return { state: 'fault' };
    const masked = this.#off ?? this.#masks.masked;
    if (masked !== undefined) return { state: 'masked', values: { why: masked.why } };
    const { done, of } = reference.progress;
    if (!reference.ready) return { state: 'learning', values: { done, of } };
    return { state: 'watching', values: { done: Math.min(done, of), of, posture: this.#posture.words } };
  }

  #judge(record: TwinRecord, raised: boolean): void {
    const lasted = this.#alarm.rows;
    if (!raised && lasted < this.#judgedAt * GROWTH) return;
    this.#judgedAt = lasted;
    const before = raised ? undefined : this.#standing;
    if (raised) this.#opening = undefined;
    const judged = this.#look(record, lasted);
    const acknowledged = this.#alarm.state === 'acknowledged';
    this.#standing = settle(before, judged, lasted, this.#picture?.present ?? true, acknowledged);
    if (before === undefined) return;
    const { kind, severity } = before.judgement;
    const now = this.#standing.judgement;
    if (now.kind === kind && now.severity === severity) return;
    this.#tell('alarm-changed', record.time, { ...now, before: { kind, severity } });
  }

  #look(record: TwinRecord, lasted: number): Judgement {
    const { channels, recent, reference, messages } = this.#memory.sight!;
    if (!reference.ready) return judgeBlindly(record, this.#circumstances(record));
    const rows = Math.max(FEWEST_ROWS, lasted);
    this.#picture = takePicture(channels, recent, reference, rows, messages.counts(rows), this.#opening);
    if (lasted <= reach(recent)) this.#opening = this.#picture;
    return judge(this.#picture, record, this.#circumstances(record));
  }

  #circumstances(record: TwinRecord): Circumstances {
    const lowered = this.#posture.lowers(record);
    const { consequence } = this.#config;
    return { consequence, critical: this.#critical, known: this.#known, onset: this.#alarm.onset, lowered };
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
    const { active, state } = this.#alarm;
    const judged = active && this.#standing !== undefined ? { ...this.#standing.judgement, alarm: state } : undefined;
    return this.#blindness.besides(judged);
  }

  #cleared(time: number): void {
    const { kind, pattern, severity, tags, since } = this.#standing!.judgement;
    const duration = Math.max(0, time - this.#alarm.onset);
    this.#tell('alarm-cleared', time, { kind, pattern, severity, tags, since, duration, alarm: this.#alarm.state });
    this.#opening = undefined;
  }

  /** The clock on the wall; in a recording that is replayed, the time of its last record. */
  get #now(): number {
    return this.#context.now?.() ?? this.#time;
  }

  #shelve(order: Order): void {
    this.#alarm.shelve(this.#now + heldMinutes(order) * 60_000);
  }

  /** Of the alarm that is open, or was last. @throws InputError when there was none, or a new normal has no name */
  #feedback(order: Order): void {
    const feedback = readFeedback(order);
    const { by } = order;
    const judged = this.#standing?.judgement;
    if (judged === undefined) throw new InputError('control', 'there was no alarm that could be judged');
    const { since } = order.options;
    if (since !== undefined && since !== judged.since) {
      throw new InputError(
        'control.since',
        `is ${describe(since)}; only the last alarm can be judged, since ${judged.since}`,
      );
    }
    if (by === undefined && feedback.verdict === 'new-normal') {
      throw new InputError('control.by', 'is missing; say who decides this: { by: "name" }');
    }
    const print = this.#picture === undefined ? {} : fingerprint(this.#picture);
    const who = by !== undefined && { by };
    const { since: time, kind } = judged;
    this.#known = remember(this.#known, { time, ...feedback, ...who, at: this.#now, kind, print });
    this.#alarm.acknowledge();
    // What enters learning has somebody who answers for it.
    if (by !== undefined) this.#teaching.judged(feedback, by);
  }

  #reset(): void {
    this.#memory.reset();
    this.#opening = undefined;
    this.#picture = undefined;
    this.#known = [];
    this.#teaching.reset();
  }

  #report(order: Order): Record<string, unknown> {
    const { state, shelvedUntil } = this.#alarm;
    const decision = this.#present();
    return {
      ...this.status(),
      ...(this.#time > 0 && { time: this.#time }),
      ...(order.by !== undefined && { by: order.by }),
      alarm: state,
      delays: this.#alarm.delays,
      clearBelow: this.#config.clearBelow,
      posture: this.#posture.report(),
      ...(shelvedUntil > 0 && { shelvedUntil }),
      ...(decision && { decision }),
      ...(this.#known.length > 0 && { judged: this.#known.map(({ print: _, ...said }) => said) }),
      ...(state !== 'normal' && decision === undefined && this.#standing && { last: this.#standing.judgement }),
    };
  }

  /** The beginning and the end of an alarm are on disk before they are told. */
  #tell(event: string, time: number, facts: object): void {
    this.#context.save(event === 'alarm-changed' ? 'soon' : 'now');
    this.#context.emit('event', { event, time, ...facts });
  }
}
