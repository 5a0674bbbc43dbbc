import { type Family, textOf } from './exposition';
import { Counter, Histogram } from './instruments';

/** States of assets of one node, by count. */
export type States = ReadonlyMap<string, number>;

/** What is counted in one process, whatever its flow. No label is of an asset: there may be thousands. */
export class Monitor {
  readonly #records = new Counter('type');
  readonly #alarms = new Counter('kind');
  readonly #steps = new Map<string, Histogram>();
  readonly #nodes = new Map<string, { readonly type: string; states(): States }>();
  /** Further metrics, by whose they are. */
  readonly #sources = new Map<string, () => readonly Family[]>();
  /** Why this process cannot do its work at present, by who says so. */
  readonly #checks = new Map<string, () => string | undefined>();

  /** A layer has been through a record. */
  stepped(type: string, seconds: number): void {
    this.#records.add(type);
    let histogram = this.#steps.get(type);
    if (histogram === undefined) {
      histogram = new Histogram();
      this.#steps.set(type, histogram);
    }
    histogram.observe(seconds);
  }

  /** @param event what a node says on its event output */
  heard(event: Readonly<Record<string, unknown>>): void {
    if (event['event'] === 'alarm-raised' && typeof event['kind'] === 'string') this.#alarms.add(event['kind']);
  }

  /** A node that knows assets. @returns takes it back */
  node(id: string, type: string, states: () => States): () => void {
    this.#nodes.set(id, { type, states });
    return () => void this.#nodes.delete(id);
  }

  /** Who has more to tell. @returns takes it back */
  source(name: string, families: () => readonly Family[]): () => void {
    this.#sources.set(name, families);
    return () => void this.#sources.delete(name);
  }

  /** Who can say that this process is not ready, and why. @returns takes it back */
  check(name: string, why: () => string | undefined): () => void {
    this.#checks.set(name, why);
    return () => void this.#checks.delete(name);
  }

  /** Why it is not ready; empty when it is. */
  problems(): string[] {
    return [...this.#checks.values()].flatMap((check) => check() ?? []);
  }

  text(): string {
    const steps = [...this.#steps].flatMap(([type, histogram]) => histogram.samples({ type }));
    return textOf([
      {
        name: 'records_total',
        help: 'Records that nodes have handled.',
        type: 'counter',
        samples: this.#records.samples(),
      },
      { name: 'step_seconds', help: 'Time that a node takes for a record.', type: 'histogram', samples: steps },
      {
        name: 'assets',
        help: 'Assets by their state; queued ones wait to be trained.',
        type: 'gauge',
        samples: this.#assets(),
      },
      { name: 'alarms_total', help: 'Alarms that were raised.', type: 'counter', samples: this.#alarms.samples() },
      ...[...this.#sources.values()].flatMap((families) => families()),
    ]);
  }

  #assets(): Family['samples'] {
    const counts = new Map<string, { readonly type: string; readonly state: string; value: number }>();
    for (const { type, states } of this.#nodes.values()) {
      for (const [state, count] of states()) {
        const name = `${type} ${state}`;
        const known = counts.get(name) ?? { type, state, value: 0 };
        known.value += count;
        counts.set(name, known);
      }
    }
    return [...counts.values()].map(({ type, state, value }) => ({ labels: { type, state }, value }));
  }
}
