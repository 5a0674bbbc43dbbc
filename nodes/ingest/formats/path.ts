export type Step = string | number | typeof EACH;
/** [] in a path: all elements of a list. */
export const EACH = Symbol('each');

/**
 * A path: payload.device.id, payload.readings[].v, payload["odd name"][0], topic[2] (a part of the topic). With [] in the
 * value path there is one reading for each element; [] in the other paths means the same element.
 * @throws Error that says how to write it
 */
export function parsePath(path: string): readonly Step[] {
  const steps: Step[] = [];
  const matcher = /\[\]|\[(\d+)\]|\["([^"]+)"\]|([^.[\]]+)|\./gy;
  let at = 0;
  for (let match = matcher.exec(path); match !== null; match = matcher.exec(path)) {
    at = matcher.lastIndex;
    if (match[0] === '[]') steps.push(EACH);
    else if (match[1] !== undefined) steps.push(Number(match[1]));
    else if (match[2] !== undefined || match[3] !== undefined) steps.push((match[2] ?? match[3])!);
  }
  if (at === path.length) return steps;
  throw new Error(`${JSON.stringify(path)} cannot be read; write it like payload.readings[].value`);
}
