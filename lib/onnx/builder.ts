import type { MessageWriter } from '../encoding/protobuf-writer';
import type { Shape } from '../network/graph';
import { type Attribute, type NodeSpec, tensor } from './model';

type Attributes = Readonly<Record<string, Attribute>>;

/** Collects the nodes and constants of one ONNX graph; every method returns the name of a value. */
export class OnnxBuilder {
  readonly nodes: NodeSpec[] = [];
  readonly tensors: MessageWriter[] = [];
  private readonly made = new Set<string>();
  private serial = 0;

  /** @param prefix of the names of values: those of a graph inside another must differ from the outer ones */
  constructor(private readonly prefix = '') {}

  node(type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    return this.named(`${this.prefix}${type.toLowerCase()}_${this.serial++}`, type, inputs, attributes);
  }

  /** A value whose name is seen outside. */
  named(output: string, type: string, inputs: readonly string[], attributes: Attributes = {}): string {
    this.nodes.push({ type, inputs, outputs: [output], attributes });
    return output;
  }

  /** An operation with several results. */
  nodeWith(outputs: readonly string[], type: string, inputs: readonly string[], attributes: Attributes = {}): void {
    this.nodes.push({ type, inputs, outputs, attributes });
  }

  /** The constant of that name, made when it is first asked for. */
  shared(name: string, shape: Shape, values: () => Float32Array | Float64Array | readonly number[]): string {
    if (!this.made.has(name)) this.tensors.push(tensor(name, shape, values()));
    this.made.add(name);
    return name;
  }

  float(value: number): string {
    return this.shared(`float:${value}`, [], () => Float32Array.of(value));
  }

  double(value: number): string {
    return this.shared(`double:${value}`, [], () => Float64Array.of(value));
  }

  /** A whole number without axes. */
  integer(value: number): string {
    return this.shared(`integer:${value}`, [], () => [value]);
  }

  integers(values: readonly number[]): string {
    return this.shared(`integers:${values.join(',')}`, [values.length], () => values);
  }

  toDouble(value: string): string {
    return this.node('Cast', [value], { to: 11 });
  }

  /** int64: positions for Gather. */
  toInteger(value: string): string {
    return this.node('Cast', [value], { to: 7 });
  }

  toFloat(value: string): string {
    return this.node('Cast', [value], { to: 1 });
  }
}
