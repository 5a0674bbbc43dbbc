import { deflateRawSync, inflateRawSync } from 'node:zlib';

/**
 * Numbers as few bytes: float32, the first bytes of all of them, then the second ones and so on, deflated at level 1. What
 * changes slowly then consists of long runs.
 */
export function packFloats(values: Float32Array): Uint8Array {
  return pack(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), 4);
}

export function unpackFloats(packed: Uint8Array): Float32Array {
  const bytes = unpack(packed, 4);
  return new Float32Array(bytes.buffer, 0, bytes.length / 4);
}

/** Times, by how much each is later than the one before. */
export function packTimes(times: Float64Array): Uint8Array {
  const steps = times.map((time, i) => (i === 0 ? time : time - times[i - 1]!));
  return pack(new Uint8Array(steps.buffer), 8);
}

export function unpackTimes(packed: Uint8Array): Float64Array {
  const bytes = unpack(packed, 8);
  const times = new Float64Array(bytes.buffer, 0, bytes.length / 8);
  for (let i = 1; i < times.length; i++) times[i] = times[i]! + times[i - 1]!;
  return times;
}

/** @param size bytes of a number */
function pack(bytes: Uint8Array, size: number): Uint8Array {
  const count = bytes.length / size;
  const planes = new Uint8Array(bytes.length);
  for (let plane = 0, at = 0; plane < size; plane++) {
    for (let i = plane; at < (plane + 1) * count; i += size) planes[at++] = bytes[i]!;
  }
  return deflateRawSync(planes, { level: 1 });
}

function unpack(packed: Uint8Array, size: number): Uint8Array {
  const planes = inflateRawSync(packed, { chunkSize: 32_768 });
  const count = planes.length / size;
  const bytes = new Uint8Array(planes.length);
  for (let plane = 0, at = 0; plane < size; plane++) {
    for (let i = plane; at < (plane + 1) * count; i += size) bytes[i] = planes[at++]!;
  }
  return bytes;
}
