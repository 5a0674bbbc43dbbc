import { MessageWriter } from '../encoding/protobuf-writer';

/**
 * ONNX's messages (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), as far as a trained graph needs them. The
 * numbers are the field numbers there.
 */

/** LayerNormalization came with 17; 18 changes ReduceMean. */
export const OPSET = 17;
const IR_VERSION = 8;

const FLOAT = 1;
const INT64 = 7;
const BOOL = 9;
const DOUBLE = 11;

export type ElementType = 'float' | 'double' | 'boolean';

const ELEMENT_TYPES = { float: FLOAT, double: DOUBLE, boolean: BOOL } as const;

/** Axis sizes; a text names one that is free. */
export type Dimensions = readonly (number | string)[];

export type Attribute = number | readonly number[] | { readonly float: number } | { readonly graph: GraphSpec };

/** One operator with its operands by name. */
export interface NodeSpec {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An input or output of the graph. */
export interface ValueSpec {
  readonly name: string;
  readonly type: ElementType;
  readonly dimensions: Dimensions;
}

/** A graph in the terms of ONNX. */
export interface GraphSpec {
  readonly name: string;
  readonly inputs: readonly ValueSpec[];
  readonly outputs: readonly ValueSpec[];
  readonly nodes: readonly NodeSpec[];
  /** Written by tensor(...). */
  readonly tensors: readonly MessageWriter[];
}

/** A ModelProto (onnx.proto3, IR version 8) as bytes. @param metadata goes to metadata_props */
export function writeModel(graph: GraphSpec, metadata: Readonly<Record<string, string>>): Uint8Array {
  const model = new MessageWriter().integer(1, IR_VERSION).text(2, 'twin-guard').message(7, writeGraph(graph));
  model.message(8, new MessageWriter().text(1, '').integer(2, OPSET));
  for (const [key, value] of Object.entries(metadata)) {
    model.message(14, new MessageWriter().text(1, key).text(2, value));
  }
  return model.finish();
}

function writeGraph(spec: GraphSpec): MessageWriter {
  const graph = new MessageWriter();
  for (const node of spec.nodes) graph.message(1, writeNode(node));
  graph.text(2, spec.name);
  for (const tensor of spec.tensors) graph.message(5, tensor);
  for (const value of spec.inputs) graph.message(11, writeValue(value));
  for (const value of spec.outputs) graph.message(12, writeValue(value));
  return graph;
}

/** A constant: Float32Array, Float64Array, or whole numbers as int64. */
export function tensor(
  name: string,
  shape: readonly number[],
  values: Float32Array | Float64Array | readonly number[],
): MessageWriter {
  const [type, bytes] = encoded(values);
  return new MessageWriter().integers(1, shape).integer(2, type).text(8, name).bytes(9, bytes);
}

/** Little-endian on every machine. */
function encoded(values: Float32Array | Float64Array | readonly number[]): [number, Uint8Array] {
  const type = values instanceof Float32Array ? FLOAT : values instanceof Float64Array ? DOUBLE : INT64;
  const size = type === FLOAT ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (let i = 0; i < values.length; i++) {
    if (type === FLOAT) view.setFloat32(i * size, values[i]!, true);
    else if (type === DOUBLE) view.setFloat64(i * size, values[i]!, true);
    else view.setBigInt64(i * size, BigInt(values[i]!), true);
  }
  return [type, new Uint8Array(view.buffer)];
}

function writeNode({ type, inputs, outputs, attributes }: NodeSpec): MessageWriter {
  const node = new MessageWriter();
  for (const input of inputs) node.text(1, input);
  for (const output of outputs) node.text(2, output);
  node.text(3, outputs[0]!).text(4, type);
  for (const [name, value] of Object.entries(attributes)) node.message(5, writeAttribute(name, value));
  return node;
}

function writeAttribute(name: string, value: Attribute): MessageWriter {
  const attribute = new MessageWriter().text(1, name);
  if (typeof value === 'number') return attribute.integer(3, value).integer(20, 2);
  if ('float' in value) return attribute.float(2, value.float).integer(20, 1);
  if ('graph' in value) return attribute.message(6, writeGraph(value.graph)).integer(20, 5);
  for (const item of value) attribute.integer(8, item);
  return attribute.integer(20, 7);
}

function writeValue({ name, type, dimensions }: ValueSpec): MessageWriter {
  const shape = new MessageWriter();
  for (const size of dimensions) {
    const dimension = new MessageWriter();
    shape.message(1, typeof size === 'number' ? dimension.integer(1, size) : dimension.text(2, size));
  }
  const tensorType = new MessageWriter().integer(1, ELEMENT_TYPES[type]).message(2, shape);
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensorType));
}
