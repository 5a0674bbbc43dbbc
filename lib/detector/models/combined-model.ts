import { ascending, quantile } from '../../math/quantile';
import type { DetectorInfo } from '../../record/record';

const CALIBRATION_SIZE = 512;

/** Mode and model, as plain JSON. */
export type CombinedSnapshot = readonly (readonly [mode: string, model: DetectorInfo])[];

/**
 * The models of all modes as the layers behind see them: one that changes whenever that of a mode does, with all
 * calibrations together.
 */
export class CombinedModel {
  /** Model of each mode, with its calibration, as last seen. */
  readonly #seen: Map<string, DetectorInfo>;
  #info: DetectorInfo | undefined;
  /** The next record has to carry the calibrations. */
  #changed = false;

  constructor(from: CombinedSnapshot = []) {
    this.#seen = new Map(from);
    this.#combine();
  }

  /** @param info of the model that judged a record of the mode @returns what the record is to carry instead */
  together(mode: string, info: DetectorInfo): DetectorInfo {
    const before = this.#seen.get(mode);
    if (before?.model !== info.model || before.version !== info.version || info.calibration !== undefined) {
      const { shown: _, residuals: __, disputed: ___, ...known } = info;
      this.#seen.set(mode, { ...(before?.model === info.model && before), ...known });
      this.#combine();
      this.#changed = true;
    }
    const { shown, told, residuals, disputed } = info;
    // What is told, how far off it usually is, and what is disputed is the mode's own.
    const own = {
      ...(shown && { shown }),
      ...(told && { told }),
      ...(residuals && { residuals }),
      ...(disputed && { disputed }),
    };
    if (!this.#changed) return shown || told || disputed ? { ...this.#info!, ...own } : this.#info!;
    this.#changed = false;
    const calibration = merged([...this.#seen.values()].map((one) => one.calibration ?? []));
    return { ...this.#info!, ...(calibration.length > 0 && { calibration }), ...own };
  }

  /** The model of a mode is forgotten. */
  forget(mode: string): void {
    this.#changed = this.#seen.delete(mode) || this.#changed;
    this.#combine();
  }

  snapshot(): CombinedSnapshot {
    return [...this.#seen];
  }

  #combine(): void {
    const all = [...this.#seen.values()];
    const last = all.at(-1);
    if (last === undefined) return;
    const model = all.map((one) => one.model).join('+');
    const version = all.reduce((sum, one) => sum + one.version, 0);
    this.#info = Object.freeze({ node: last.node, model, version, engine: last.engine });
  }
}

function merged(calibrations: readonly (readonly number[])[]): number[] {
  const all = ascending(calibrations.flat());
  const size = Math.min(CALIBRATION_SIZE, all.length);
  return Array.from({ length: size }, (_, i) => quantile(all, size === 1 ? 0.5 : i / (size - 1)));
}
