import { constants } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';
import { checkUnpacked, unpackedRoom } from './bounds';
import { explain } from './bytes';
import { DataError } from './errors';

/** A file inside of an archive, unpacked. */
export interface Packed {
  readonly name: string;
  readonly bytes: Buffer;
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_END = 65_557;

/**
 * Unpacks a zip archive into memory (APPNOTE 6.3; stored and deflated, up to 4 GB).
 * @throws DataError for what is none, or is packed in another way
 */
export function unzipped(file: string): Packed[] {
  const zip = bytesIn(file);
  let end = zip.length - 22;
  const lowest = Math.max(0, zip.length - LONGEST_END);
  while (end >= lowest && zip.readUInt32LE(end) !== END) end--;
  if (end < lowest) throw new DataError(file, '', 'is no whole zip archive; copy the file anew');
  try {
    return entriesOf(file, zip, zip.readUInt16LE(end + 10), zip.readUInt32LE(end + 16));
  } catch (error) {
    if (error instanceof DataError) throw error;
    throw new DataError(file, '', `cannot be unpacked (${(error as Error).message}); copy the file anew`);
  }
}

function bytesIn(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new DataError(file, '', `cannot be read (${explain(error)}); check the path and the file`);
  }
}

function entriesOf(file: string, zip: Buffer, count: number, directory: number): Packed[] {
  const found: Packed[] = [];
  let unpacked = 0;
  let at = directory;
  for (let i = 0; i < count; i++) {
    if (zip.readUInt32LE(at) !== ENTRY) throw new Error('its directory is damaged');
    const method = zip.readUInt16LE(at + 10);
    const packed = zip.readUInt32LE(at + 20);
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const local = zip.readUInt32LE(at + 42);
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    if (name.endsWith('/')) continue;
    if (zip.readUInt32LE(local) !== LOCAL) throw new Error(`${name} is damaged`);
    if (method !== 0 && method !== 8) throw new Error(`${name} is packed in a way that is not read`);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    if (packed === 0xffffffff) throw new Error(`${name} has more than 4 GB`);
    const bytes = zip.subarray(start, start + packed);
    const whole = method === 0 ? bytes : inflated(file, bytes, unpackedRoom() - unpacked);
    unpacked += whole.length;
    checkUnpacked(file, unpacked);
    found.push({ name, bytes: whole });
  }
  return found;
}

/** @param room bytes that may come of it @throws DataError, RangeError */
function inflated(file: string, bytes: Buffer, room: number): Buffer {
  try {
    return inflateRawSync(bytes, { maxOutputLength: Math.max(1, Math.min(room, constants.MAX_LENGTH)) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') checkUnpacked(file, Infinity);
    throw error;
  }
}
