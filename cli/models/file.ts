import path from 'node:path';
import type { Model } from '../../lib/detector/models/model';
import { importModel, MOST_BYTES } from '../../lib/detector/models/portable';
import { readRegularFile } from '../../lib/store/regular-file';
import { UsageError } from '../command';

/** A model from a file that `models export` wrote. @throws UsageError that names the file and says what is wrong with it */
export function readModelFile(file: string): Model {
  let bytes: Buffer;
  try {
    bytes = readRegularFile(path.resolve(file), MOST_BYTES);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return importModel(bytes);
  } catch (error) {
    throw new UsageError(`${file} ${(error as Error).message}`);
  }
}
