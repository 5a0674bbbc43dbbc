import { meant, readNames } from '../config/names';
import { describe, InputError, isPlainObject } from '../input';
import { Freeze, type FreezeSnapshot } from '../layer/freeze';
import type { LayerContext, LayerStatus } from '../layer/layer';
import type { Order } from '../layer/orders';
import { restoredLayer } from '../layer/restore';
import type { TwinRecord } from '../record/record';
import type { DetectorLayer, DetectorSpec } from './layer';
import { NEEDS_MODES, PARTIAL } from './mode-orders';
import { CombinedModel, type CombinedSnapshot } from './models/combined-model';
import { News } from './news';
import { InOrder, isOff, skip, withNews, withoutModes } from './off-modes';
import { createOneDetector } from './one-detector';
import type { DetectorConfig } from './settings';

/** Operating modes that get a model of their own; those of later ones are not judged. */
const MAX_MODES = 16;

/** Makes the detector of one asset, fresh or from a snapshot; with a model for each operating mode where that is wanted. */
export function createDetectorLayer<Config extends DetectorConfig>(
  spec: DetectorSpec<Config>,
  config: Config,
  context: LayerContext,
  snapshot?: unknown,
): DetectorLayer {
  const news = new News(context);
  const make = (from?: object): DetectorLayer => createFrom(spec, config, news.context, from);
  const detector = restoredLayer(context, snapshot, make, 'going on with the models that are on disk');
  if (isPlainObject(snapshot)) news.resume(snapshot);
  news.leave();
  return withNews(detector, news);
}

function createFrom<Config extends DetectorConfig>(
  spec: DetectorSpec<Config>,
  config: Config,
  context: LayerContext,
  snapshot: object | undefined,
): DetectorLayer {
  const off = meant(readNames(config.off));
  const switched =
    snapshot !== undefined && ((snapshot as Partial<ModalSnapshot>).modes !== undefined) !== config.modes;
  if (switched) {
    const text = 'models per operating mode were switched on or off; learning anew';
    context.emit('event', { event: 'state-ignored', text });
  }
  const from = switched ? undefined : snapshot;
  const create: Create = (kept, around, anew) => createOneDetector(spec, config, around, kept, anew || switched);
  if (!config.modes) return withoutModes(create(from, context, false), off);
  return new ModalDetector(create, off, context, from as ModalSnapshot | undefined);
}

interface ModalSnapshot extends FreezeSnapshot {
  readonly modes: Readonly<Record<string, unknown>>;
  /** What follows is absent in what older versions kept. */
  readonly combined?: CombinedSnapshot;
  readonly last?: string;
  /** The order hold that stands. */
  readonly hold?: Order;
}

/** @param anew see createOneDetector */
type Create = (from: unknown, around: LayerContext, anew: boolean) => DetectorLayer;

/** One detector for each operating mode. To the layers behind they are one: their scores mean the same. */
class ModalDetector implements DetectorLayer {
  readonly #create: Create;
  readonly #off: ReadonlySet<string>;
  readonly #context: LayerContext;
  readonly #detectors = new Map<string, DetectorLayer>();
  readonly #combined: CombinedModel;
  readonly #inOrder = new InOrder();
  /** Modes that are opened from now on are new: there is nothing of earlier times that they could go on with. */
  #anew: boolean;
  /** What was last ordered to all modes also holds for those to come. */
  #freeze = new Freeze();
  #hold: Order | undefined;
  #last: string;
  /** An order is followed in one mode after the other: it is saved once, by the end of it. */
  #following = false;
  #toldSurplus = false;

  constructor(create: Create, off: ReadonlySet<string>, context: LayerContext, from: ModalSnapshot | undefined) {
    this.#create = create;
    this.#off = off;
    this.#context = context;
    this.#anew = from !== undefined;
    for (const [mode, snapshot] of Object.entries(from?.modes ?? {}))
      this.#detectors.set(mode, this.#open(mode, snapshot));
    this.#combined = new CombinedModel(from?.combined);
    this.#freeze = new Freeze(from);
    this.#hold = from?.hold;
    this.#last = from?.last ?? '';
  }

  step(record: TwinRecord): void | Promise<void> {
    const wanted = record.mode ?? '';
    if (this.#off.has(wanted)) return this.#inOrder.after(undefined, () => skip(record, isOff(wanted)));
    const known = this.#detectors.get(wanted);
    if (known === undefined && this.#detectors.size >= MAX_MODES) return this.#surplus(wanted, record);
    const done = this.#stepIn(wanted, known ?? this.#open(wanted), record);
    this.#last = wanted;
    return this.#inOrder.after(done, () => {
      if (record.detector !== undefined) record.detector = this.#combined.together(wanted, record.detector);
    });
  }

  /** Another mode's model would take it for wrong, or learn it. */
  #surplus(mode: string, record: TwinRecord): void | Promise<void> {
    const why = `mode ${JSON.stringify(mode)} is one too many, ${MAX_MODES} get a model: it is not judged`;
    const text = `${why}; name as mode what has few values, no number of a batch`;
    if (!this.#toldSurplus) this.#context.emit('event', { event: 'mode-surplus', time: record.time, text });
    this.#toldSurplus = true;
    return this.#inOrder.after(undefined, () => skip(record, why));
  }

  /** A record that is refused makes no mode. */
  #stepIn(mode: string, detector: DetectorLayer, record: TwinRecord): void | Promise<void> {
    try {
      const done = detector.step(record);
      this.#detectors.set(mode, detector);
      return done;
    } catch (error) {
      if (!this.#detectors.has(mode)) detector.close?.();
      throw error;
    }
  }

  order(order: Order, payload: unknown): Record<string, unknown> {
    return this.plan(order, payload)();
  }

  /** An order is for all modes, or for the one that it names: { do: "retrain", mode: "filling" }. All follow it, or none. */
  plan(order: Order, payload: unknown): () => Record<string, unknown> {
    const wanted = order.options['mode'];
    if (order.do === 'train' && Array.isArray(payload)) return this.#planTraining(order, payload);
    const modes = wanted === undefined ? [...this.#detectors.keys()] : [this.#known(wanted)];
    const plans = PARTIAL.has(order.do) ? this.#planWhere(order, modes) : modes.map((mode) => this.#plan(order, mode));
    if (modes.length === 0 && NEEDS_MODES.has(order.do)) {
      throw new InputError('control', 'no operating mode is known yet; wait for the first record');
    }
    return () => {
      if (wanted === undefined) this.#holdForAll(order);
      return this.#follow(order, plans);
    };
  }

  snapshot(): ModalSnapshot {
    return {
      modes: Object.fromEntries([...this.#detectors].map(([mode, detector]) => [mode, detector.snapshot()])),
      combined: this.#combined.snapshot(),
      last: this.#last,
      ...this.#freeze.snapshot(),
      ...(this.#hold && { hold: this.#hold }),
    };
  }

  /** Of the mode that the asset is in. */
  status(): LayerStatus {
    const detector = this.#detectors.get(this.#last);
    if (detector !== undefined || !this.#freeze.frozen) return detector?.status() ?? { state: 'waiting' };
    return { state: 'fault', values: { text: this.#freeze.tooEarly } };
  }

  async settled(): Promise<void> {
    for (const detector of this.#detectors.values()) await detector.settled();
  }

  close(): void {
    for (const detector of this.#detectors.values()) detector.close?.();
  }

  #known(mode: unknown): string {
    if (typeof mode === 'string' && this.#detectors.has(mode)) return mode;
    const known = [...this.#detectors.keys()].slice(0, 10).join(', ') || 'none yet';
    throw new InputError('control.mode', `${describe(mode)} is not known here; known: ${known}`);
  }

  #plan(
    order: Order,
    mode: string,
    rows?: readonly unknown[],
    only?: readonly number[],
    detector = this.#detectors.get(mode)!,
  ): Plan {
    try {
      return [mode, detector.plan(order, rows, only)];
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const text = error.message.slice(error.field.length + 2);
      throw new InputError(error.field, `${text} (mode ${JSON.stringify(mode)}; nothing was changed in any mode)`);
    }
  }

  /** What runs is stopped, what waits is approved; a mode in which nothing does keeps no other from it. */
  #planWhere(order: Order, modes: readonly string[]): Plan[] {
    let refused: InputError | undefined;
    const plans = modes.flatMap((mode) => {
      try {
        return [this.#plan(order, mode)];
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        refused = error;
        return [];
      }
    });
    if (plans.length === 0) throw refused ?? new InputError('control', 'no operating mode is known yet');
    return plans;
  }

  /** Rows are sorted by their mode. */
  #planTraining(order: Order, rows: readonly unknown[]): () => Record<string, unknown> {
    const wanted = order.options['mode'];
    const byMode = new Map<string, number[]>();
    let [last, positions] = [undefined, []] as [string | undefined, number[]];
    const otherwise = typeof wanted === 'string' ? wanted : '';
    // Without an iterator: it takes as long as all the rest.
    for (let at = 0; at < rows.length; at++) {
      const mode = modeOf(rows[at]) ?? otherwise;
      if (this.#off.has(mode)) continue;
      // Rows of one mode follow each other more often than not.
      if (mode !== last) {
        positions = byMode.get(mode) ?? [];
        if (positions.length === 0) byMode.set(mode, positions);
        last = mode;
      }
      positions.push(at);
    }
    this.#checkModes([...byMode.keys()], wanted);
    const opened = new Map<string, DetectorLayer>();
    try {
      const plans = [...byMode].map(([mode, positions]) => {
        const detector = this.#detectors.get(mode) ?? this.#open(mode);
        if (!this.#detectors.has(mode)) opened.set(mode, detector);
        return this.#plan(order, mode, rows, positions, detector);
      });
      return () => {
        for (const [mode, detector] of opened) this.#detectors.set(mode, detector);
        return this.#follow(order, plans);
      };
    } catch (error) {
      for (const detector of opened.values()) detector.close?.();
      throw error;
    }
  }

  #checkModes(modes: readonly string[], wanted: unknown): void {
    if (modes.length === 0) throw new InputError('payload', 'has no rows of a mode that is judged; send at least 20');
    const other = wanted === undefined ? undefined : modes.find((mode) => mode !== wanted);
    if (other !== undefined) {
      throw new InputError('control.mode', `is ${describe(wanted)}, and rows are of mode ${JSON.stringify(other)}`);
    }
    const all = new Set([...this.#detectors.keys(), ...modes]);
    if (all.size > MAX_MODES) {
      throw new InputError('payload', `would make ${all.size} operating modes; at most ${MAX_MODES} get a model`);
    }
  }

  #follow(order: Order, plans: readonly Plan[]): Record<string, unknown> {
    const answers: Record<string, unknown> = {};
    this.#following = true;
    try {
      for (const [mode, follow] of plans) {
        if (order.do === 'reset') this.#combined.forget(mode);
        answers[mode] = follow();
      }
    } finally {
      this.#following = false;
    }
    if (order.do !== 'status') this.#context.save('now');
    return { modes: answers };
  }

  #holdForAll(order: Order): void {
    this.#freeze.follow(order);
    if (order.do === 'hold' || order.do === 'resume') this.#hold = order.do === 'hold' ? order : undefined;
    if (order.do === 'reset') this.#anew = true;
  }

  #open(mode: string, snapshot?: unknown): DetectorLayer {
    const { models, emit, save, saveBeside } = this.#context;
    const around: LayerContext = {
      ...this.#context,
      models: models.within(mode),
      emit: (output, payload) => emit(output, { ...payload, mode }),
      save: (urgency) => this.#following || save(urgency),
      // Where it is absent there is only `save`.
      ...(saveBeside && { saveBeside: async () => void (this.#following || (await saveBeside())) }),
    };
    const detector = this.#create(snapshot, around, this.#anew && snapshot === undefined);
    for (const order of this.#freeze.orders()) detector.order(order, undefined);
    if (this.#hold !== undefined && snapshot === undefined) detector.order(this.#hold, undefined);
    return detector;
  }
}

/** A mode, and what follows the order there. */
type Plan = readonly [mode: string, follow: () => Record<string, unknown>];

/** Whatever else the row is: who reads it refuses what is no record. */
function modeOf(row: unknown): string | undefined {
  if (typeof row !== 'object' || row === null || !Object.hasOwn(row, 'mode')) return undefined;
  const { mode } = row as { mode: unknown };
  return typeof mode === 'string' ? mode : undefined;
}
