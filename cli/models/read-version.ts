import { type Model, readModel } from '../../lib/detector/models/model';
import { UsageError } from '../command';
import type { Place } from './place';

/**
 * @param version as it was given; undefined = the one in force, where that is known, else the current one
 * @throws UsageError when there is none, or it cannot be used
 */
export function readVersion({ folder, store, beside }: Place, version: string | undefined): Model {
  const wanted = version === undefined ? (beside?.inForce ?? store.get()?.version) : Number(version);
  const found = wanted === undefined ? undefined : store.find(wanted);
  if (wanted === undefined || found?.model?.version !== wanted) {
    const why = found?.passedOver.find((one) => one.version === wanted && one.reason !== 'missing')?.text;
    const which = wanted === undefined ? '' : ` of version ${version ?? wanted}`;
    throw new UsageError(why ?? `--model ${folder} holds no model${which}`);
  }
  try {
    return readModel(found.model);
  } catch (error) {
    throw new UsageError(`model version ${wanted} cannot be used: ${(error as Error).message}`);
  }
}
