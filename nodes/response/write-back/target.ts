import type { Refuse } from '../../../lib/config/entries';
import { describe, own } from '../../../lib/input';
import { DATATYPES, type Datatype, TWIN_NAMES, TWINS, type Twin, type TwinName } from './twins';

/** Where a command goes, and in which shape. */
export interface Target {
  readonly twin: TwinName;
  /** MQTT topic; empty where the twin's own rules or an address take its place. */
  readonly topic: string;
  /** Address of an HTTP interface without a slash at its end; empty for the others. */
  readonly url: string;
  /** What is sent to a plain receiver; the texts $value, $asset, $kind, $severity and $key in it are replaced. */
  readonly payload: unknown;
  /** The tag that is written; empty for a plain receiver. */
  readonly tag: string;
  readonly datatype: Datatype;
}

/** Properties of a command that say where it goes. */
export const TARGET_PROPERTIES = ['twin', 'topic', 'url', 'payload', 'tag', 'datatype'] as const;

/** @param wrong makes the error that names the property */
export function readTarget(raw: Record<string, unknown>, wrong: Refuse): Target {
  const twin = (own(raw, 'twin') ?? 'plain') as TwinName;
  if (!TWIN_NAMES.includes(twin)) {
    const reason = `is ${describe(twin)}; one of ${TWIN_NAMES.join(', ')}`;
    throw wrong('twin', reason, 'choice', { value: String(twin) });
  }
  const { where, tag: form, example }: Twin = TWINS[twin];
  const place = (property: 'topic' | 'url'): string => {
    const given = own(raw, property);
    if (where === property) {
      if (typeof given === 'string' && given !== '') return given;
      throw wrong(property, `is ${describe(given)}; give a text`, given === undefined ? 'empty' : 'text');
    }
    if (given === undefined) return '';
    throw wrong(property, `is not for ${twin}; leave it out`, 'leaveOut');
  };
  const url = place('url');
  if (url !== '' && !/^https?:\/\/\S+$/.test(url)) {
    throw wrong('url', `is ${describe(url)}; give http:// or https://`, 'address');
  }
  const target = { twin, topic: place('topic'), url: url.replace(/\/+$/, ''), datatype: readDatatype(raw, wrong) };
  const tag = own(raw, 'tag');
  if (form === undefined) {
    if (tag !== undefined) throw wrong('tag', 'is not for a plain receiver; name it in the payload', 'leaveOut');
    return { ...target, tag: '', payload: own(raw, 'payload') ?? null };
  }
  if (own(raw, 'payload') !== undefined) {
    throw wrong('payload', `is not for ${twin}, which has its own; leave it out`, 'leaveOut');
  }
  if (own(raw, 'value') === undefined) throw wrong('value', `is missing; ${twin} is told a value`, 'needsValue');
  if (typeof tag !== 'string' || !form.pattern.test(tag)) {
    throw wrong('tag', `is ${describe(tag)}; give ${form.is}`, 'form', { example: String(example['tag']) });
  }
  return { ...target, tag, payload: null };
}

function readDatatype(raw: Record<string, unknown>, wrong: Refuse): Datatype {
  const datatype = own(raw, 'datatype') ?? 'Double';
  if (typeof datatype === 'string' && Object.hasOwn(DATATYPES, datatype)) return datatype as Datatype;
  const reason = `is ${describe(datatype)}; one of ${Object.keys(DATATYPES).join(', ')}`;
  throw wrong('datatype', reason, 'choice', { value: String(datatype) });
}
