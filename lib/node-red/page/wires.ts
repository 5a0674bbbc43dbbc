import type { Node, NodeAPI } from 'node-red';

type Wires = readonly (readonly string[])[];

/** A node on whose first output records leave; the others carry events and orders, which may lead back. */
const OURS = /^twin-/;
/** Nodes looked at for one question: a flow that has more is no chain. */
const MOST = 10_000;

/**
 * Which nodes records of a node reach, over wires, links and subflows. Node-RED has already wired link nodes and subflows to what is
 * behind them; a link call is followed to where it leads, and back.
 */
export function createWires(RED: NodeAPI): { behind(id: string): ReadonlySet<string>; forget(): void } {
  const known = new Map<string, ReadonlySet<string>>();
  let calls: Calls | undefined;
  const next = (id: string): readonly string[] => {
    const node = RED.nodes.getNode(id) as (Node & { wires?: Wires | string[] }) | null;
    if (node === null || node === undefined) return [];
    const wires = (node.wires ?? []) as Wires;
    const outputs = OURS.test(node.type) ? wires.slice(0, 1) : wires;
    calls ??= readCalls(RED);
    return [...outputs.flat(), ...(calls.to.get(id) ?? []), ...(calls.back.get(id) ?? [])];
  };
  return {
    behind(id) {
      let reached = known.get(id);
      if (reached === undefined) {
        const all = new Set<string>();
        const open = [...next(id)];
        for (let one = open.pop(); one !== undefined && all.size < MOST; one = open.pop()) {
          if (all.has(one)) continue;
          all.add(one);
          open.push(...next(one));
        }
        reached = all;
        known.set(id, reached);
      }
      return reached;
    },
    forget() {
      known.clear();
      calls = undefined;
    },
  };
}

interface Calls {
  /** Where a link call leads. */
  readonly to: ReadonlyMap<string, readonly string[]>;
  /** What is behind the calls that a link out may return to: those that lead into its flow. */
  readonly back: ReadonlyMap<string, readonly string[]>;
}

function readCalls(RED: NodeAPI): Calls {
  const to = new Map<string, string[]>();
  const returning: { id: string; z: string }[] = [];
  const flowOf = new Map<string, string>();
  const calling: { target: string; wires: string[] }[] = [];
  RED.nodes.eachNode((definition) => {
    const { id, type, z, links, mode, linkType, wires } = definition as unknown as Record<string, unknown> & {
      id: string;
      z: string;
    };
    flowOf.set(id, z);
    if (type === 'link out' && mode === 'return') returning.push({ id, z });
    if (type !== 'link call' || linkType === 'dynamic') return;
    const target: unknown = Array.isArray(links) ? links[0] : links;
    if (typeof target !== 'string') return;
    to.set(id, [target]);
    calling.push({ target, wires: ((wires ?? []) as Wires).flat() });
  });
  const back = new Map(
    returning.map(({ id, z }) => [
      id,
      calling.filter(({ target }) => flowOf.get(target) === z).flatMap(({ wires }) => wires),
    ]),
  );
  return { to, back };
}
