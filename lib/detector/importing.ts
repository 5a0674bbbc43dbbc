import { describe, InputError } from '../input';
import type { Trained } from './learning/training';
import { importModel } from './models/portable';

/** Names in a text. */
const NAMED = 5;

/**
 * Reads the model that an order brings, for a node and an asset.
 * @param payload see importModel
 * @param features of the asset so far; empty when none has come
 * @throws InputError when it is none that may judge here
 */
export function readImport(payload: unknown, node: string, features: readonly string[]): Trained {
  const { id: _id, version: _, ...made } = read(payload);
  if (made.node !== node) {
    throw new InputError('payload', `is a model of ${describe(made.node)}, and this node is ${node}; import it there`);
  }
  const known = new Set(features);
  const lacking = features.length === 0 ? [] : made.features.filter((name) => !known.has(name));
  if (lacking.length > 0) {
    const names =
      lacking.slice(0, NAMED).join(', ') + (lacking.length > NAMED ? ` and ${lacking.length - NAMED} more` : '');
    throw new InputError('payload', `is a model of ${names}, which this asset does not have`);
  }
  return made;
}

function read(payload: unknown) {
  try {
    return importModel(payload);
  } catch (error) {
    throw new InputError('payload', (error as Error).message);
  }
}
