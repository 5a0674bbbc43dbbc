import { EntryError, readEach } from '../../lib/config/entries';
import { meant, NO_NAMES, quotedName } from '../../lib/config/names';
import type { Told } from '../../lib/config/told';

export const WAYS = ['high', 'low', 'both', 'never'] as const;

/** Against which deviations of a tag a person wants no alarm. */
export interface Least {
  /** Deviation from which on it counts, in the tag's own unit; 0 = any. */
  readonly size: number;
  /** Which way: above what is expected, below it, either, or none: nothing that this tag does alarms. */
  readonly way: (typeof WAYS)[number];
}

/** Any deviation counts. */
export const ANY: Least = { size: 0, way: 'both' };

/** By tag. */
export type LeastDeviations = ReadonlyMap<string, Least>;
/** Shared by all assets without one. */
const NONE: LeastDeviations = new Map();

const MOST_LINES = 1000;
const NAME = /^(?<name>[^<>=]+?)(?=\s*>=|\s+(?:high|low|both|never)$)/;
const SAYS = /^(?:\s*>=\s*(?<size>\S+))?(?:\s+(?<way>high|low|both|never))?$/;
const NOT_UNDERSTOOD =
  'is not understood; write tag >= deviation high, low or both, such as T1 >= 2 high, or tag never; a tag with <, > or = in its name stands in quotation marks';

/**
 * Reads lines such as 'T1 >= 2 high', 'flow >= 0.1', 'L1 low', 'F2 never' and '"ns=2;s=Valve" low'; empty ones mean nothing.
 * @throws EntryError that names the line
 */
export function readLeast(text: string): LeastDeviations {
  const found = new Map<string, Least>();
  const lines = text.split('\n');
  if (lines.length > MOST_LINES) {
    const values = { count: lines.length, most: MOST_LINES };
    throw new EntryError('least', `has ${lines.length} lines; ${MOST_LINES} are possible`, { key: 'many', values });
  }
  readEach(lines, (raw, i) => {
    const line = raw.trim();
    if (line === '') return;
    const refuse = (why: string, key: Told['key'], name = ''): never => {
      const shown = line.length > 60 ? `${line.slice(0, 57)}...` : line;
      const spot = { entry: 'line', at: i + 1 } as const;
      throw new EntryError(`line ${i + 1}`, `${JSON.stringify(shown)} ${why}`, { key, values: { name } }, spot);
    };
    const { tag, size, way } = partsOf(line) ?? refuse(NOT_UNDERSTOOD, 'line');
    const least = size === undefined ? 0 : Number(size);
    if (!(least >= 0 && Number.isFinite(least))) {
      refuse("has no usable deviation; give a number from 0 in the tag's own unit, such as T1 >= 2 high", 'lineNumber');
    }
    if (way === 'never' && size !== undefined)
      refuse('has a deviation that never counts; write tag never', 'lineNever');
    if (found.has(tag)) refuse(`names ${tag} a second time; keep one line for each tag`, 'twice', tag);
    found.set(tag, { size: least, way: (way ?? 'both') as Least['way'] });
  });
  return found.size === 0 ? NONE : found;
}

/** What a line says; undefined where it is none. */
function partsOf(
  line: string,
): { readonly tag: string; readonly size?: string; readonly way?: Least['way'] } | undefined {
  const plain = NAME.exec(line)?.groups?.['name'];
  const names = [quotedName(line), plain !== undefined && { name: plain, rest: line.slice(plain.length) }];
  for (const found of names) {
    const says = found && SAYS.exec(found.rest)?.groups;
    if (!says) continue;
    const { size, way } = says;
    if (size !== undefined || way !== undefined) return { ...says, tag: found.name };
  }
  return undefined;
}

/** The lines that say so: readLeast makes the same of them, whatever tags are called. */
export function leastText(least: LeastDeviations): string {
  const lineOf = ([tag, { size, way }]: readonly [string, Least]): string => {
    const says = size > 0 ? `>= ${size} ${way}` : way;
    const plain = `${tag} ${says}`;
    const isRead = !tag.includes('\n') && partsOf(plain.trim())?.tag === tag;
    return isRead ? plain : `${JSON.stringify(tag)} ${says}`;
  };
  return [...least].map(lineOf).join('\n');
}

/** What is set for a tag: by its name as it is, else by what stands between its quotation marks, see meant. */
export function leastOf(least: LeastDeviations, tag: string): Least | undefined {
  const inMarks = quotedName(tag);
  return least.get(tag) ?? (inMarks?.rest === '' ? least.get(inMarks.name) : undefined);
}

/** The same with another one for a tag; none where any deviation of it counts. */
export function withLeast(least: LeastDeviations, tag: string, { size, way }: Least): LeastDeviations {
  const changed = new Map(least);
  if (size === 0 && way === 'both') {
    changed.delete(tag);
    if (leastOf(changed, tag) !== undefined) changed.set(tag, ANY);
  } else changed.set(tag, { size: way === 'never' ? 0 : size, way });
  return changed;
}

/** Tags of which nothing alarms. */
export function excludedBy(least: LeastDeviations): ReadonlySet<string> {
  const tags = [...least].flatMap(([tag, { way }]) => (way === 'never' ? [tag] : []));
  return tags.length === 0 ? NO_NAMES : new Set([...meant(tags)].filter((tag) => leastOf(least, tag)?.way === 'never'));
}
