import { describe, InputError, isPlainObject } from '../../../lib/input';
import type { Format, ParseContext, Reading } from '../reading';
import { readTime } from './named-search';
import { oneValue, readOneValue } from './one-value';
import { ValueTopics } from './value-topics';

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const COMMA = /^\s*[+-]?\d+,\d+\s*$/;
const THOUSANDS = /^\s*[+-]?\d{1,3}(?:,\d{3})+\.\d+\s*$/;
/** A decimal comma for sure: no column begins with a unit. */
const WITH_UNIT = /^\s*[+\u2212-]?\d+,\d+\s*[\p{L}%°‰][^,;\r\n]{0,15}$/u;
const SWITCH = /^\s*(true|false|on|off)\s*$/i;
const LINE_END = /[\r\n]/;

const NODE_ID = /^nsu?=/;

/**
 * One value per message, alone or as { value, time, quality, unit }; the end of the topic is the tag, what is before it the
 * asset: line1/pump1/temp.
 */
export function createScalar(): Format {
  const topics = new ValueTopics();
  return {
    name: 'scalar',
    title: 'value per topic',
    reads: {
      what: 'one value, its topic is its name; also { value, time, quality }',
      asset: 'topic without its end',
      tag: 'end of the topic',
      time: 'timestamp, or the arrival',
      quality: 'quality; a text where a number was: bad',
    },
    detect({ payload, topic }) {
      if (isPlainObject(payload)) {
        if (typeof topic !== 'string' || topic === '' || NODE_ID.test(topic)) return 0;
        return oneValue(payload, readTime) === undefined ? 0 : 0.96;
      }
      if (typeof payload === 'number' || typeof payload === 'boolean' || typeof payload === 'bigint') return 0.9;
      if (payload === null) return 0.3;
      if (typeof payload !== 'string' || payload.length > 64) return 0;
      if (NUMBER.test(payload) || SWITCH.test(payload)) return 0.9;
      if (topics.isOne(payload, topic) || WITH_UNIT.test(payload)) return 0.96;
      // A decimal comma, or two columns? That is for a person to say.
      if (COMMA.test(payload) || THOUSANDS.test(payload)) return 0.5;
      // unavailable, NaN, running: what the tag makes of it shows once the tag is known.
      return LINE_END.test(payload) ? 0 : 0.3;
    },
    parse({ payload, topic }, context) {
      if (isPlainObject(payload)) return [withSayings(payload, topic, context)];
      if (typeof payload === 'object' && payload !== null)
        throw new InputError('payload', `is ${describe(payload)}; send one value`);
      const value = typeof payload === 'string' ? topics.read(payload, topic) : payload;
      topics.note(payload, topic, context);
      const { asset, tag } = placeOf(topic, context);
      return [{ asset, time: undefined, tags: [tag], values: [value] }];
    },
    snapshot: () => topics.snapshot(),
    restore: (saved) => topics.restore(saved),
  };
}

function placeOf(topic: unknown, context: ParseContext): { asset: string; tag: string } {
  const path = typeof topic === 'string' ? topic : '';
  const cut = path.lastIndexOf('/');
  return { asset: context.assetOf(cut > 0 ? path.slice(0, cut) : ''), tag: path.slice(cut + 1) || 'value' };
}

function withSayings(payload: Record<string, unknown>, topic: unknown, context: ParseContext): Reading {
  const found = oneValue(payload, (value, format) => context.time(value, format));
  if (found === undefined) throw new InputError('payload', 'is an object; send one value, or { value, time, quality }');
  const { value, time, quality, unit } = readOneValue(payload, found, context);
  // Who lists value in the tag table means one asset for each topic.
  const { asset, tag } = context.isTag(found.value)
    ? { asset: context.assetOf(topic), tag: found.value }
    : placeOf(topic, context);
  return { asset, time, tags: [tag], values: [value], qualities: [quality], units: [unit] };
}
