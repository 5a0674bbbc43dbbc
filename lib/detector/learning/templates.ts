import { hashOf } from '../../guarded/packed';
import type { Graph } from '../../network/graph';
import type { Start } from '../../score/fit-score';

/** What one asset of a fleet has learned, for the others to begin with. */
export interface Template extends Start {
  /** Who learned it. */
  readonly asset: string;
  /** Features that the network knows. */
  readonly features: readonly string[];
  /** See graphKey. */
  readonly graph: string;
}

/** Kinds of assets that a template is kept of; the oldest go first. */
const MOST = 64;
/** Where it lies among what the assets of a node share. */
const PLACE = 'templates';

/**
 * Assets of one node with the same features are of one kind. The first one of a kind learns from nothing; the networks of the others
 * begin with what it has learned, which takes a tenth of the time. Only the networks: every statistic is an asset's own.
 */
export class Templates {
  readonly #byKind = new Map<string, Template>();

  /** @param shared see LayerContext; undefined: the asset is by itself */
  static among(shared: Map<string, unknown> | undefined): Templates | undefined {
    if (shared === undefined) return undefined;
    const known = shared.get(PLACE);
    if (known instanceof Templates) return known;
    const templates = new Templates();
    shared.set(PLACE, templates);
    return templates;
  }

  has(features: readonly string[]): boolean {
    return this.#byKind.has(kindOf(features));
  }

  /** What another asset has learned of these features; undefined where none has. */
  for(asset: string, features: readonly string[]): Template | undefined {
    const template = this.#byKind.get(kindOf(features));
    return template?.asset === asset ? undefined : template;
  }

  /** @param collected features of its rows, not all of which the network may know */
  teach(collected: readonly string[], template: Template): void {
    const kind = kindOf(collected);
    if (this.#byKind.has(kind)) return;
    if (this.#byKind.size >= MOST) this.#byKind.delete(this.#byKind.keys().next().value!);
    this.#byKind.set(kind, template);
  }
}

const kinds = new WeakMap<readonly string[], string>();

/** Tells kinds of assets apart. Who waits for a thread is asked often, and of a fleet the names of the features are one list. */
export function kindOf(features: readonly string[]): string {
  let kind = kinds.get(features);
  if (kind === undefined) {
    kind = JSON.stringify(features);
    kinds.set(features, kind);
  }
  return kind;
}

/** Tells networks apart. */
export function graphKey(graph: Graph): string {
  return hashOf(graph);
}
