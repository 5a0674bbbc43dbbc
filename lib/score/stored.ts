import type { StoredPart } from './part';

/** The facts of a stored part. What is in them is checked where it is used. */
export function facts<T>(stored: StoredPart): T {
  if (stored.facts === undefined || stored.facts === null) throw new Error('it lacks what was learned of a part');
  return stored.facts as T;
}

/** @throws Error when there is no tensor of float64 of that name and size */
export function numbers({ tensors }: StoredPart, name: string, size: number): Float64Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float64Array) || data.length !== size) throw new Error(`it lacks ${name}`);
  return data;
}

/** @throws Error when there is no tensor of float32 of that name, and of that size where one is given */
export function floats({ tensors }: Pick<StoredPart, 'tensors'>, name: string, size?: number): Float32Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float32Array) || (size !== undefined && data.length !== size)) {
    throw new Error(`it lacks ${name}`);
  }
  return data;
}
