/** What a BIRTH said about a metric. */
export interface Definition {
  readonly name: string;
  readonly alias: number | undefined;
  readonly type: string | undefined;
  readonly unit: string | undefined;
}

export interface EdgeSnapshot {
  readonly session?: number;
  readonly devices: Readonly<Record<string, readonly Definition[]>>;
}

interface Dictionary {
  readonly definitions: readonly Definition[];
  readonly byAlias: ReadonlyMap<number, Definition>;
  readonly byName: ReadonlyMap<string, Definition>;
}

interface Edge {
  session: number | undefined;
  seq: number | undefined;
  /** By device; '' is the edge node itself. */
  devices: Map<string, Dictionary>;
}

const MAX_EDGES = 1000;
const MAX_DEVICES = 1000;
const MAX_DEFINITIONS = 500_000;

/** The BIRTH messages of all edge nodes, by node and device, and the sequence numbers of their messages. */
export class Births {
  readonly #edges = new Map<string, Edge>();

  /** Aliases are unique within an edge node, so one that a device does not know may be the node's. */
  find(
    edge: string,
    device: string | undefined,
    name: string | undefined,
    alias: number | undefined,
  ): Definition | undefined {
    const known = this.#edges.get(edge);
    if (known === undefined) return undefined;
    const own = known.devices.get(device ?? '');
    if (name !== undefined) return own?.byName.get(name);
    if (alias === undefined) return undefined;
    return own?.byAlias.get(alias) ?? known.devices.get('')?.byAlias.get(alias);
  }

  set(
    edge: string,
    device: string | undefined,
    definitions: readonly Definition[],
    fresh: boolean,
    session: number | undefined,
  ): void {
    const known = this.#open(edge);
    // A node's birth ends what its devices said before.
    if (fresh) known.devices.clear();
    if (fresh) known.session = session;
    if (known.devices.size >= MAX_DEVICES) return;
    known.devices.set(device ?? '', dictionary(definitions));
    this.#bound();
  }

  devices(edge: string): string[] {
    return [...(this.#edges.get(edge)?.devices.keys() ?? [])].filter((device) => device !== '');
  }

  isOldSession(edge: string, session: number): boolean {
    const known = this.#edges.get(edge)?.session;
    return known !== undefined && known !== session;
  }

  seq(edge: string): number | undefined {
    return this.#edges.get(edge)?.seq;
  }

  setSeq(edge: string, seq: number): void {
    this.#open(edge).seq = seq;
  }

  snapshot(): Record<string, EdgeSnapshot> {
    const out: Record<string, EdgeSnapshot> = {};
    for (const [edge, { session, devices }] of this.#edges) {
      const births: Record<string, readonly Definition[]> = {};
      for (const [device, { definitions }] of devices) births[device] = definitions;
      out[edge] = { ...(session === undefined ? {} : { session }), devices: births };
    }
    return out;
  }

  restore(snapshot: Readonly<Record<string, EdgeSnapshot>>): void {
    for (const [name, { session, devices }] of Object.entries(snapshot)) {
      const edge = this.#open(name);
      edge.session = session;
      for (const [device, definitions] of Object.entries(devices)) edge.devices.set(device, dictionary(definitions));
    }
  }

  /** Forged births must not fill the memory: the edge node that was born first goes. */
  #bound(): void {
    let definitions = 0;
    for (const edge of this.#edges.values())
      for (const known of edge.devices.values()) definitions += known.definitions.length;
    while (definitions > MAX_DEFINITIONS && this.#edges.size > 1) {
      const [name, edge] = this.#edges.entries().next().value!;
      for (const known of edge.devices.values()) definitions -= known.definitions.length;
      this.#edges.delete(name);
    }
  }

  #open(name: string): Edge {
    let edge = this.#edges.get(name);
    if (edge === undefined) {
      // Forged names must not grow the memory: the node that was born first goes.
      if (this.#edges.size >= MAX_EDGES) this.#edges.delete(this.#edges.keys().next().value as string);
      edge = { session: undefined, seq: undefined, devices: new Map() };
      this.#edges.set(name, edge);
    }
    return edge;
  }
}

function dictionary(definitions: readonly Definition[]): Dictionary {
  return {
    definitions,
    byAlias: new Map(definitions.filter(({ alias }) => alias !== undefined).map((one) => [one.alias!, one])),
    byName: new Map(definitions.map((one) => [one.name, one])),
  };
}
