import type { TagRole } from '../../lib/record/words';

/** What a tag's name says about it. */
export interface NamedRole {
  readonly role: TagRole;
  readonly of?: string;
}

const WORDS: readonly (readonly [TagRole, string])[] = [
  ['twin', 'twin|sim|model|est|pred'],
  ['command', 'cmd|command'],
  ['setpoint', 'sp|setpoint|target|desired'],
];
const SEPARATOR = '[_.\\-/ ]';
const PATTERNS = WORDS.map(([role, words]) => ({
  role,
  before: new RegExp(`^(.*${SEPARATOR})?(?:${words})${SEPARATOR}(.+)$`, 'i'),
  after: new RegExp(`^(.+)${SEPARATOR}(?:${words})$`, 'i'),
}));
const LABELS = new Set(['label', 'anomaly', 'is_anomaly', 'att_flag', 'attack', 'changepoint', 'ground_truth']);
const MODE = /(^|[_.\-/ ])(mode|state|status|phase|step|recipe)$/i;

/**
 * Roles that the names suggest: twin_L1, L1_twin, cmd_pump, sp_T2, T2.setpoint and the like. A partner must be a tag of
 * the same asset; a twin without one stays a sensor, a command or setpoint without one keeps its role.
 * @param names all tags of the asset
 * @param texts those of them whose values are texts
 */
export function rolesByName(names: readonly string[], texts: ReadonlySet<string>): Map<string, NamedRole> {
  const lower = new Map(names.map((name) => [name.toLowerCase(), name]));
  const roles = new Map<string, NamedRole>();
  for (const name of names) {
    const found = texts.has(name) ? roleOfText(name) : roleOf(name, lower);
    if (found !== undefined) roles.set(name, found);
  }
  for (const { role, of } of [...roles.values()]) {
    if (role === 'command' && of !== undefined && !roles.has(of)) roles.set(of, { role: 'actuator' });
  }
  return roles;
}

/**
 * The tag that says in which mode the asset is: of several the one that is called so, else the one that came first. A second one
 * would flip the mode with every message.
 */
export function modeOf(names: readonly string[]): string | undefined {
  return names.find((name) => /(?:^|[./])mode$/i.test(name)) ?? names[0];
}

function roleOfText(name: string): NamedRole {
  return { role: MODE.test(name) ? 'mode' : 'ignore' };
}

function roleOf(name: string, lower: ReadonlyMap<string, string>): NamedRole | undefined {
  if (LABELS.has(name.toLowerCase())) return { role: 'label' };
  for (const { role, before, after } of PATTERNS) {
    const front = before.exec(name);
    const base = front === null ? after.exec(name)?.[1] : (front[1] ?? '') + front[2]!;
    if (base === undefined) continue;
    const of = lower.get(base.toLowerCase());
    if (of !== undefined && of !== name) return { role, of };
    if (role !== 'twin') return { role };
  }
  return undefined;
}
