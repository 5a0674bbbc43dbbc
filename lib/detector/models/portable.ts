import { createHash } from 'node:crypto';
import { describe, isPlainObject, own } from '../../input';
import type { FeatureKind } from '../../score/part';
import { RecordJudge } from '../live/record-judge';
import { type Model, modelFiles, readModel } from './model';

/**
 * A model as one file that goes from node to node: JSON, with graph, weights, scaling, calibration, and passport as the store
 * keeps them, what each feature is, and the hash of each file and of all.
 */

const FORMAT = 'twin-guard model';
const VERSION = 1;
/** Bytes of a file: the largest network that the settings allow is far smaller. */
export const MOST_BYTES = 64 * 1024 * 1024;
const FILES = ['graph.json', 'passport.json', 'weights.safetensors'] as const;

interface PortableFile {
  readonly bytes: number;
  readonly sha256: string;
  /** base64 */
  readonly content: string;
}

interface Portable {
  readonly format: string;
  readonly version: number;
  /** Version of the package that made it. */
  readonly pack: string;
  /** Id of the model. */
  readonly model: string;
  readonly node: string;
  readonly features: readonly { readonly name: string; readonly kind: FeatureKind }[];
  readonly files: Readonly<Record<string, PortableFile>>;
  /** Of all that stands above. */
  readonly sha256: string;
}

/** The model as one file. The same model always gives the same bytes. */
export function exportModel(model: Model): Buffer {
  const { id, files } = modelFiles(model);
  const { node, features, blueprint } = model;
  const whole: Omit<Portable, 'sha256'> = {
    format: FORMAT,
    version: VERSION,
    pack: model.training.pack,
    model: id,
    node,
    features: features.map((name, i) => ({ name, kind: blueprint.kinds?.[i] ?? 'measured' })),
    files: Object.fromEntries(
      FILES.map((name): [string, PortableFile] => {
        const bytes = Buffer.from(files[name]!);
        return [name, { bytes: bytes.length, sha256: digest(bytes), content: bytes.toString('base64') }];
      }),
    ),
  };
  return Buffer.from(`${JSON.stringify({ ...whole, sha256: hashOf(whole) }, undefined, 1)}\n`);
}

/**
 * Reads such a file, and checks all of it: whoever wrote it may be anybody.
 * @param content bytes, text, or what a JSON node made of them
 * @returns the model; its version is 0, as it has none here yet
 * @throws Error of one sentence that goes on from "the file" ("is no model file: ...")
 */
export function importModel(content: unknown): Model {
  const raw = parsed(content);
  const [format, version] = [own(raw, 'format'), own(raw, 'version')];
  if (format !== FORMAT) throw new Error(`is no model file: its format is ${describe(format)}`);
  if (typeof version === 'number' && version > VERSION) {
    throw new Error(`is of a newer version of this package (format ${version}, known: ${VERSION}); update the package`);
  }
  if (version !== VERSION) throw new Error(`is no model file: its version is ${describe(version)}`);
  const files = filesOf(own(raw, 'files'));
  const model = modelOf(files);
  tryOut(model);
  const whole = JSON.parse(exportModel(model).toString()) as Portable;
  // What stands beside the files is only there to be read: it must say what they say.
  for (const name of Object.keys(raw)) {
    if (!Object.hasOwn(whole, name)) throw new Error(`holds ${describe(name)}, which no model has`);
  }
  for (const [name, value] of Object.entries(whole)) {
    if (JSON.stringify(own(raw, name)) === JSON.stringify(value)) continue;
    throw new Error(`was changed, or is damaged: its ${name} does not fit the rest`);
  }
  return model;
}

function parsed(content: unknown): Record<string, unknown> {
  if (isPlainObject(content)) return content;
  if (typeof content !== 'string' && !(content instanceof Uint8Array)) {
    throw new Error(`is ${describe(content)}; send what twin-guard models export wrote`);
  }
  if (content.length > MOST_BYTES) throw new Error(`has ${content.length} bytes; ${MOST_BYTES} are possible`);
  try {
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
    const raw: unknown = JSON.parse(text);
    if (isPlainObject(raw)) return raw;
  } catch {
    // Told below.
  }
  throw new Error('is no model file: it is not JSON, or not all of it is there');
}

function filesOf(raw: unknown): Record<string, Buffer> {
  if (!isPlainObject(raw)) throw new Error(`is no model file: its files are ${describe(raw)}`);
  for (const name of Object.keys(raw)) {
    if (!(FILES as readonly string[]).includes(name)) throw new Error(`holds ${describe(name)}, which no model has`);
  }
  return Object.fromEntries(FILES.map((name) => [name, fileOf(name, own(raw, name))]));
}

function fileOf(name: string, raw: unknown): Buffer {
  if (!isPlainObject(raw)) throw new Error(`lacks ${name}`);
  const [content, sha256, bytes] = [own(raw, 'content'), own(raw, 'sha256'), own(raw, 'bytes')];
  if (typeof content !== 'string' || content.length > 2 * MOST_BYTES) throw new Error(`lacks what ${name} holds`);
  const read = Buffer.from(content, 'base64');
  if (read.length !== bytes) throw new Error(`was changed, or is damaged: ${name} has the wrong size`);
  if (digest(read) !== sha256) throw new Error(`was changed, or is damaged: the hash of ${name} does not match`);
  return read;
}

function modelOf(files: Record<string, Buffer>): Model {
  try {
    return readModel({ version: 0, files, notes: [] });
  } catch (error) {
    const text = error instanceof SyntaxError ? 'one of its parts is no JSON' : (error as Error).message;
    throw new Error(`is no model that can be used: ${text}`);
  }
}

/** It judges its own average, as often as it takes to be sure that it does. */
function tryOut(model: Model): void {
  if (model.scaling.scale.includes(0)) throw new Error('is no model that can be used: its scaling divides by 0');
  const judge = new RecordJudge(model);
  const average = Float64Array.from(model.scaling.center);
  try {
    let score: number | undefined;
    for (let t = 0; t < model.blueprint.context + 2; t++) score = judge.score(model.features, average);
    if (score === undefined || !Number.isFinite(score)) throw new Error('its score is no number');
  } catch (error) {
    throw new Error(`is no model that can be used: ${(error as Error).message}`);
  } finally {
    judge.dispose();
  }
}

function hashOf(whole: Omit<Portable, 'sha256'>): string {
  const files = Object.entries(whole.files).map(([name, { sha256 }]) => [name, sha256]);
  return digest(JSON.stringify({ ...whole, files }));
}

function digest(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
