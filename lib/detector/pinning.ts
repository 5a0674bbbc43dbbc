import type { LayerContext } from '../layer/layer';
import type { ModelKeeper } from './models/model-keeper';
import { nameOf } from './name-of';

/** The orders pin and unpin: a person keeps a version, or does not any more. */
export class Pinning {
  constructor(
    private readonly context: LayerContext,
    private readonly models: ModelKeeper,
  ) {}

  /** @returns the version that is to be pinned, the one in force where none is named @throws InputError when it cannot be, or nobody says so */
  mayPin(version: number | undefined, by: string | undefined): number {
    nameOf(by);
    const wanted = version ?? this.models.present();
    this.models.mayEnter(wanted);
    this.models.pins.mayAdd(wanted);
    return wanted;
  }

  pin(version: number, by: string): void {
    this.models.pins.add(version, by);
    this.#tell('model-pinned', { text: `${by} pinned model version ${version}: it stays`, version, by });
  }

  /** @returns the version whose pin is to be taken away @throws InputError when it has none, or nobody says so */
  mayUnpin(version: number | undefined, by: string | undefined): number {
    nameOf(by);
    const wanted = version ?? this.models.present();
    this.models.pins.mayRemove(wanted);
    return wanted;
  }

  unpin(version: number, by: string): void {
    this.models.pins.remove(version);
    this.#tell('model-unpinned', { text: `model version ${version} is not pinned any more`, version, by });
  }

  #tell(event: string, facts: Record<string, unknown>): void {
    this.context.emit('event', { event, time: null, ...facts });
  }
}
