/**
 * The safetensors format (huggingface/safetensors, format 0.x): 8 bytes little-endian header length, a JSON header
 * { name: { dtype, shape, data_offsets } }, then the data. Read by Python, Rust and browsers alike.
 */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array;
}
/** By name. */
export type Tensors = Readonly<Record<string, Tensor>>;

const HEADER_LIMIT = 16 * 1024 * 1024;
const BYTES = { F32: 4, F64: 8 } as const;

/** Writes a safetensors file; data is row-major. */
export function encodeTensors(tensors: Tensors): Uint8Array {
  const header: Record<string, unknown> = {};
  let offset = 0;
  // The larger elements first, so that all stay aligned.
  const names = Object.keys(tensors).sort((a, b) => elementBytes(tensors[b]!) - elementBytes(tensors[a]!));
  for (const name of names) {
    const { shape, data } = tensors[name]!;
    const end = offset + data.byteLength;
    header[name] = { dtype: data instanceof Float64Array ? 'F64' : 'F32', shape, data_offsets: [offset, end] };
    offset = end;
  }
  const text = JSON.stringify(header);
  const head = Buffer.from(text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8));
  const out = Buffer.alloc(8 + head.length + offset);
  out.writeBigUInt64LE(BigInt(head.length));
  out.set(head, 8);
  let at = 8 + head.length;
  for (const name of names) {
    const { data } = tensors[name]!;
    out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return out;
}

/** @throws Error when the bytes are not such a file, a tensor does not have its size, or a number is not finite */
export function decodeTensors(bytes: Uint8Array): Tensors {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = buffer.length < 8 ? -1 : Number(buffer.readBigUInt64LE());
  if (length < 2 || length > HEADER_LIMIT || 8 + length > buffer.length) throw new Error('not a safetensors file');
  const header = JSON.parse(buffer.toString('utf8', 8, 8 + length)) as Record<string, unknown>;
  const tensors: Record<string, Tensor> = Object.create(null);
  let used = 0;
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    const tensor = decodeTensor(name, entry, buffer.subarray(8 + length));
    used += tensor.data.byteLength;
    tensors[name] = tensor;
  }
  if (used !== buffer.length - 8 - length) throw new Error('the tensors do not fill the file');
  return tensors;
}

function decodeTensor(name: string, entry: unknown, body: Buffer): Tensor {
  const { dtype, shape, data_offsets } = entry as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const right =
    (dtype === 'F32' || dtype === 'F64') && isSizes(shape) && isSizes(data_offsets) && data_offsets.length === 2;
  if (!right) throw new Error(`tensor ${JSON.stringify(name)} has a header that cannot be read`);
  const [from, to] = data_offsets as [number, number];
  const count = shape.reduce((a, b) => a * b, 1);
  if (to > body.length || to - from !== count * BYTES[dtype])
    throw new Error(`tensor ${JSON.stringify(name)} has the wrong size`);
  const copy = new Uint8Array(body.subarray(from, to)).buffer;
  const data = dtype === 'F64' ? new Float64Array(copy) : new Float32Array(copy);
  if (!areFinite(data)) throw new Error(`tensor ${JSON.stringify(name)} holds a number that is not finite`);
  return { shape, data };
}

/** Written out: a model has thousands, and a start reads the models of a whole fleet. */
function areFinite(data: Float32Array | Float64Array): boolean {
  for (let k = 0; k < data.length; k++) if (!Number.isFinite(data[k]!)) return false;
  return true;
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((n) => Number.isSafeInteger(n) && n >= 0);
}

function elementBytes(tensor: Tensor): number {
  return tensor.data.BYTES_PER_ELEMENT;
}
