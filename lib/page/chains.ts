import type { LayerName } from './api';
import type { Member } from './member';

/** In the order in which records go through them. */
const ORDER: readonly LayerName[] = ['simulator', 'ingest', 'scaler', 'detector', 'threshold', 'decision', 'response'];
/** Those that judge, the last one last: what it says of an asset is what the page shows. */
const JUDGES: readonly LayerName[] = ['detector', 'threshold', 'decision'];

/** A judging node with no other behind it, and the nodes that records go through before and after it. */
export interface Chain {
  readonly judge: Member;
  /** With the judge, in the order in which records go through them. */
  readonly members: readonly Member[];
}

/**
 * Finds the chains.
 * @param behind ids of the members that records of a member reach, by its id
 */
export function chainsOf(
  members: readonly Member[],
  behind: (id: string) => ReadonlySet<string>,
): ReadonlyMap<string, Chain> {
  const judges = members.filter(({ layer }) => JUDGES.includes(layer));
  const rank = ({ layer }: Member): number => JUDGES.indexOf(layer);
  // Of two of a kind the later one; where their records go round in a circle, both.
  const isBehind = (other: Member, judge: Member): boolean =>
    behind(judge.id).has(other.id) &&
    (rank(other) > rank(judge) || (rank(other) === rank(judge) && !behind(other.id).has(judge.id)));
  const last = judges.filter((judge) => !judges.some((other) => other !== judge && isBehind(other, judge)));
  return new Map(
    last.map((judge) => {
      const after = behind(judge.id);
      const others = members.filter(
        (member) =>
          member === judge || behind(member.id).has(judge.id) || (member.layer === 'response' && after.has(member.id)),
      );
      return [judge.id, { judge, members: others.sort((a, b) => ORDER.indexOf(a.layer) - ORDER.indexOf(b.layer)) }];
    }),
  );
}

/** Those of a chain that have seen an asset. */
export function membersFor(chain: Chain, asset: string): readonly Member[] {
  return chain.members.filter((member) => member === chain.judge || member.has(asset));
}
