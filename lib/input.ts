/** What comes from outside: telling what it is, reading it safely, and refusing it in one sentence. */

/** Names that would reach Object.prototype; never used as an asset, tag or feature name. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** True for a text that may name an asset, tag or feature. */
export function isSafeName(name: unknown): name is string {
  return typeof name === 'string' && name.length > 0 && name.length <= 256 && !FORBIDDEN_NAMES.has(name);
}

/**
 * True for a plain object (no array, class instance, Buffer, Date). Function nodes make their objects in a realm of their own,
 * whose Object.prototype is another one, so it is known by having no prototype itself.
 */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Own property of an untrusted object; what its prototype holds does not count. */
export function own(object: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A mistake in a message or an order: one sentence that names the field and the fix. Nothing was changed by it. */
export class InputError extends Error {
  override readonly name = 'InputError';
  constructor(
    /** The offending field, as a path into the message: 'payload.values.T1'. */
    readonly field: string,
    message: string,
  ) {
    super(`${field}: ${message}`);
  }
}

/** A short name of a value for error texts; never echoes more than 40 characters of input. */
export function describe(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string')
    return `the text ${JSON.stringify(value.length > 40 ? `${value.slice(0, 37)}...` : value)}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (value instanceof Uint8Array) return `a Buffer of ${value.length} bytes`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The asset of messages that name none. */
export const DEFAULT_ASSET = 'twin';
/** More features or tags than this in one asset is a mistake in the flow (for example values as keys), not a plant. */
export const MAX_FEATURES = 2000;
