import { type Expression, Parser } from 'expr-eval-fork';
import { EntryError, readEach } from '../../lib/config/entries';
import type { Told } from '../../lib/config/told';
import { describe, isPlainObject, isSafeName } from '../../lib/input';

/** A feature of the user's own, computed from tags. */
export interface OwnExpression {
  readonly name: string;
  /** Tags that it reads, in the order of evaluate's arguments. */
  readonly tags: readonly string[];
  /** @returns NaN when the result is not a finite number */
  evaluate(values: ArrayLike<number>): number;
}

const MAX_LENGTH = 500;
const MAX_EXPRESSIONS = 50;

/**
 * Arithmetic only: no member access, no assignment, no definition of functions, no strings, no randomness, nothing that
 * could loop. The library interprets a parsed tree; its only use of the Function constructor (toJSFunction) is not called.
 */
const OPERATORS = {
  in: false,
  assignment: false,
  fndef: false,
  concatenate: false,
  factorial: false,
  random: false,
  length: false,
  array: false,
};
const FUNCTIONS: Readonly<Record<string, (...values: number[]) => number>> = {
  min: Math.min,
  max: Math.max,
  pow: Math.pow,
  hypot: Math.hypot,
  atan2: Math.atan2,
};

/**
 * Reads { name: expression }. A tag whose name is no plain word stands in square brackets: [Motor/Speed] / rpm.
 * @throws EntryError naming the expression and what is wrong with it
 */
export function parseExpressions(json: unknown): readonly OwnExpression[] {
  if (!isPlainObject(json)) {
    throw new EntryError('expressions', `is ${describe(json)}; give { "name": "expression" }`, { key: 'shape' });
  }
  const names = Object.keys(json);
  if (names.length > MAX_EXPRESSIONS) {
    const values = { count: names.length, most: MAX_EXPRESSIONS };
    const reason = `has ${names.length} entries; ${MAX_EXPRESSIONS} at most`;
    throw new EntryError('expressions', reason, { key: 'many', values });
  }
  return readEach(names, (name) => parseExpression(name, json[name]));
}

type Refuse = (reason: string, key: Told['key'], values?: Told['values']) => EntryError;

function parseExpression(name: string, source: unknown): OwnExpression {
  const wrong: Refuse = (reason, key, values = {}) =>
    new EntryError(`expressions.${name}`, reason, { key, values }, { entry: 'feature', at: name });
  if (!isSafeName(name) || name.includes('~')) throw wrong('is not allowed as a name; rename it', 'rename');
  if (typeof source !== 'string' || source.trim() === '' || source.length > MAX_LENGTH) {
    const reason = `is ${describe(source)}; give an expression of 1 to ${MAX_LENGTH} characters`;
    throw wrong(reason, 'short', { most: MAX_LENGTH });
  }
  const tags: string[] = [];
  const expression = parse(withBracketsReplaced(source, tags), wrong);
  const variables = new Map<string, number>();
  for (const variable of expression.variables()) variables.set(variable, positionOf(variable, tags));
  const scope: Record<string, number> = Object.create(null);
  return {
    name,
    tags,
    evaluate(values) {
      for (const [variable, position] of variables) scope[variable] = values[position]!;
      const result: unknown = expression.evaluate(scope);
      if (typeof result === 'boolean') return result ? 1 : 0;
      return typeof result === 'number' && Number.isFinite(result) ? result : Number.NaN;
    },
  };
}

/** [any tag name] becomes a variable that the parser knows: $b0, $b1, ... */
function withBracketsReplaced(source: string, tags: string[]): string {
  return source.replace(/\[([^\]]+)\]/g, (_, tag: string) => {
    const known = tags.indexOf(tag);
    return ` ${BRACKET}${known >= 0 ? known : tags.push(tag) - 1} `;
  });
}

const BRACKET = '_bracket_';

function positionOf(variable: string, tags: string[]): number {
  if (variable.startsWith(BRACKET)) return Number(variable.slice(BRACKET.length));
  return tags.push(variable) - 1;
}

function parse(source: string, wrong: Refuse): Expression {
  if (/["'\\]/.test(source)) throw wrong('has a text in it; only numbers and tags can be computed with', 'quoted');
  const parser = new Parser({ allowMemberAccess: false, operators: OPERATORS });
  parser.functions = FUNCTIONS;
  try {
    const expression = parser.parse(source);
    const scope: Record<string, number> = Object.create(null);
    for (const variable of expression.variables()) {
      if (!isSafeName(variable)) throw new Error(`${variable} is not allowed as a name`);
      scope[variable] = 1;
    }
    // A first evaluation finds calls of what is no function.
    expression.evaluate(scope);
    return expression;
  } catch (error) {
    const functions = Object.keys(FUNCTIONS).join(', ');
    const reason = `cannot be read: ${(error as Error).message}; use + - * / ^, comparisons and ${functions}`;
    throw wrong(reason, 'expression', { functions });
  }
}
