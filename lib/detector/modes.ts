import type { LayerContext, LayerStatus } from '../layer';
import type { Order } from '../orders';
import { ascending, quantile } from '../quantile';
import { type DetectorInfo, describe, InputError, isPlainObject, own, type TwinRecord } from '../record';
import { createOneDetector, type DetectorLayer, type DetectorSpec } from './layer';
import type { DetectorConfig } from './settings';

/** Operating modes that get a model of their own; records of later ones share the last model. */
const MAX_MODES = 16;
const CALIBRATION_SIZE = 512;

/** Makes the detector of one asset, fresh or from a snapshot; with a model for each operating mode where that is wanted. */
export function createDetectorLayer<Config extends DetectorConfig>(
  spec: DetectorSpec<Config>,
  config: Config,
  context: LayerContext,
  snapshot?: unknown,
): DetectorLayer {
  const off = new Set(
    config.off
      .split(',')
      .map((mode) => mode.trim())
      .filter((mode) => mode !== ''),
  );
  const { modes } = (snapshot ?? {}) as Partial<ModalSnapshot>;
  if ((modes !== undefined) === config.modes || snapshot === undefined) {
    const create = (from: unknown, around: LayerContext) => createOneDetector(spec, config, around, from);
    return config.modes ? new ModalDetector(create, off, context, modes) : masked(create(snapshot, context), off);
  }
  const text = 'models per operating mode were switched on or off; learning anew';
  context.emit('event', { event: 'state-ignored', text });
  return createDetectorLayer(spec, config, context);
}

interface ModalSnapshot {
  readonly modes: Readonly<Record<string, unknown>>;
}

/** Neither judged nor learned from; the verdict says that nobody judges. */
function skip(record: TwinRecord): void {
  if (record.verdict !== 'fault') record.verdict = 'learning';
}

/** Answers in the order of the questions: once one answer waits, the next ones wait for it. */
class InOrder {
  #open: Promise<void> | undefined;

  /** @param done what the step answered */
  after(done: void | Promise<void>, finish: () => void): void | Promise<void> {
    if (done === undefined && this.#open === undefined) return finish();
    const answer = Promise.all([this.#open?.catch(() => undefined), done]).then(finish);
    this.#open = answer;
    const close = (): void => {
      if (this.#open === answer) this.#open = undefined;
    };
    answer.then(close, close);
    return answer;
  }
}

/** A detector that does not see the records of some modes. */
function masked(detector: DetectorLayer, off: ReadonlySet<string>): DetectorLayer {
  if (off.size === 0) return detector;
  const order = new InOrder();
  return {
    step: (record) =>
      off.has(record.mode ?? '')
        ? order.after(undefined, () => skip(record))
        : order.after(detector.step(record), () => undefined),
    order: (order, payload) => detector.order(order, payload),
    snapshot: () => detector.snapshot(),
    status: () => detector.status(),
    settled: () => detector.settled(),
    close: () => detector.close?.(),
  };
}

type Create = (from: unknown, around: LayerContext) => DetectorLayer;

/** One detector for each operating mode. To the layers behind they are one: their scores mean the same. */
class ModalDetector implements DetectorLayer {
  readonly #create: Create;
  readonly #off: ReadonlySet<string>;
  readonly #context: LayerContext;
  readonly #detectors = new Map<string, DetectorLayer>();
  /** Model of each mode, as last seen. */
  readonly #models = new Map<string, DetectorInfo>();
  /** The calibration of each mode's model. */
  readonly #calibrations = new Map<string, readonly number[]>();
  readonly #order = new InOrder();
  #info: DetectorInfo | undefined;
  #last = '';

  constructor(
    create: Create,
    off: ReadonlySet<string>,
    context: LayerContext,
    from?: Readonly<Record<string, unknown>>,
  ) {
    this.#create = create;
    this.#off = off;
    this.#context = context;
    for (const [mode, snapshot] of Object.entries(from ?? {})) this.#open(mode, snapshot);
  }

  step(record: TwinRecord): void | Promise<void> {
    const wanted = record.mode ?? '';
    if (this.#off.has(wanted)) return this.#order.after(undefined, () => skip(record));
    const known = this.#detectors.has(wanted) || this.#detectors.size < MAX_MODES;
    const mode = known ? wanted : this.#last;
    this.#last = mode;
    const detector = this.#detectors.get(mode) ?? this.#open(mode);
    return this.#order.after(detector.step(record), () => {
      if (record.detector !== undefined) record.detector = this.#together(mode, record.detector);
    });
  }

  /** An order is for all modes, or for the one that it names: { do: "retrain", mode: "filling" }. */
  order(order: Order, payload: unknown): Record<string, unknown> {
    const wanted = order.options['mode'];
    if (order.do === 'train' && Array.isArray(payload)) return this.#train(order, payload);
    const modes = wanted === undefined ? [...this.#detectors.keys()] : [wanted];
    const answers = modes.map((mode) => {
      const detector = typeof mode === 'string' ? this.#detectors.get(mode) : undefined;
      if (detector === undefined) {
        const known = [...this.#detectors.keys()].slice(0, 10).join(', ') || 'none yet';
        throw new InputError('control.mode', `${describe(mode)} is not known here; known: ${known}`);
      }
      return [mode, detector.order(order, payload)] as const;
    });
    return { modes: Object.fromEntries(answers) };
  }

  snapshot(): ModalSnapshot {
    return { modes: Object.fromEntries([...this.#detectors].map(([mode, detector]) => [mode, detector.snapshot()])) };
  }

  /** Of the mode that the asset is in. */
  status(): LayerStatus {
    return this.#detectors.get(this.#last)?.status() ?? { state: 'waiting' };
  }

  async settled(): Promise<void> {
    for (const detector of this.#detectors.values()) await detector.settled();
  }

  close(): void {
    for (const detector of this.#detectors.values()) detector.close?.();
  }

  /** Rows are sorted by their mode. */
  #train(order: Order, rows: readonly unknown[]): Record<string, unknown> {
    const byMode = new Map<string, unknown[]>();
    for (const row of rows) {
      const mode = isPlainObject(row) ? own(row, 'mode') : undefined;
      const key = typeof mode === 'string' ? mode : '';
      if (!this.#off.has(key)) byMode.set(key, [...(byMode.get(key) ?? []), row]);
    }
    const answers = [...byMode].map(([mode, part]) => {
      return [mode, (this.#detectors.get(mode) ?? this.#open(mode)).order(order, part)] as const;
    });
    return { modes: Object.fromEntries(answers) };
  }

  #open(mode: string, snapshot?: unknown): DetectorLayer {
    const { models, emit } = this.#context;
    const detector = this.#create(snapshot, {
      ...this.#context,
      models: models.within(mode),
      emit: (output, payload) => emit(output, { ...payload, mode }),
    });
    this.#detectors.set(mode, detector);
    return detector;
  }

  /** What the layers behind see: one model that changes whenever that of a mode does, with all calibrations together. */
  #together(mode: string, info: DetectorInfo): DetectorInfo {
    const before = this.#models.get(mode);
    if (before?.model !== info.model || before.version !== info.version || info.calibration !== undefined) {
      this.#models.set(mode, info);
      if (info.calibration) this.#calibrations.set(mode, info.calibration);
      const all = [...this.#models.values()];
      const model = all.map((one) => one.model).join('+');
      const version = all.reduce((sum, one) => sum + one.version, 0);
      this.#info = Object.freeze({ node: info.node, model, version, engine: info.engine });
      return { ...this.#info, calibration: merged([...this.#calibrations.values()]), ...shownOf(info) };
    }
    return info.shown ? { ...this.#info!, shown: info.shown } : this.#info!;
  }
}

function shownOf({ shown }: DetectorInfo): Pick<DetectorInfo, 'shown'> {
  return shown ? { shown } : {};
}

function merged(calibrations: readonly (readonly number[])[]): number[] {
  const all = ascending(calibrations.flat());
  const size = Math.min(CALIBRATION_SIZE, all.length);
  return Array.from({ length: size }, (_, i) => quantile(all, size === 1 ? 0.5 : i / (size - 1)));
}
