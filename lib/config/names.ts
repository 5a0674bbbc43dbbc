/**
 * Names of tags and modes in a setting that is one text. Names are whatever a source calls its things, so that one that holds what the
 * setting is divided by stands in quotation marks, written as a string of JSON is: "ns=2;s=Valve", "a, b".
 */

const QUOTED = /^"(?:[^"\\]|\\.)*"/u;

/** The name in quotation marks that a text begins with, and what comes after it; undefined where it begins with none. */
export function quotedName(text: string): { readonly name: string; readonly rest: string } | undefined {
  const quoted = QUOTED.exec(text)?.[0];
  if (quoted === undefined) return undefined;
  try {
    return { name: JSON.parse(quoted) as string, rest: text.slice(quoted.length) };
  } catch {
    return undefined;
  }
}

/** The names in a text, separated by commas. */
export function readNames(text: string): string[] {
  const names: string[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const quoted = quotedName(rest);
    // Marks around a part of a name are part of it: "DB1"."Valve".
    const whole = quoted !== undefined && /^\s*(?:,|$)/.test(quoted.rest) ? quoted : undefined;
    const after = whole?.rest ?? rest;
    const comma = after.includes(',') ? after.indexOf(',') : after.length;
    const name = whole?.name ?? rest.slice(0, comma).trim();
    if (name !== '') names.push(name);
    rest = after.slice(comma + 1).trim();
  }
  return names;
}

/** The names and the same in quotation marks: the tag of a PLC may be called "Valve", marks and all, and in a setting they seem to be around it. */
export function meant(names: readonly string[]): ReadonlySet<string> {
  return names.length === 0 ? NO_NAMES : new Set(names.flatMap((name) => [name, JSON.stringify(name)]));
}

/** One for all: a fleet would hold thousands of empty ones. */
export const NO_NAMES: ReadonlySet<string> = new Set();
