import { describe, InputError } from '../../../lib/record';
import type { Format } from '../reading';

const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
const COMMA = /^\s*[+-]?\d+,\d+\s*$/;
const SWITCH = /^\s*(true|false|on|off)\s*$/i;
const LINE_END = /[\r\n]/;

/** One value per message; the end of the topic is the tag, what is before it the asset: line1/pump1/temp. */
export const scalar: Format = {
  name: 'scalar',
  title: 'value per topic',
  reads: {
    what: 'one value, its topic is its name',
    asset: 'topic without its end',
    tag: 'end of the topic',
    time: 'arrival',
    quality: 'a text where a number was: bad',
  },
  detect({ payload }) {
    if (typeof payload === 'number' || typeof payload === 'boolean' || typeof payload === 'bigint') return 0.9;
    if (payload === null) return 0.3;
    if (typeof payload !== 'string' || payload.length > 64) return 0;
    if (NUMBER.test(payload) || SWITCH.test(payload)) return 0.9;
    // A decimal comma, or two columns? That is for a person to say.
    if (COMMA.test(payload)) return 0.5;
    // unavailable, NaN, running: what the tag makes of it shows once the tag is known.
    return LINE_END.test(payload) ? 0 : 0.3;
  },
  parse({ payload, topic }, context) {
    if (typeof payload === 'object' && payload !== null)
      throw new InputError('payload', `is ${describe(payload)}; send one value`);
    const path = typeof topic === 'string' ? topic : '';
    const cut = path.lastIndexOf('/');
    const tag = path.slice(cut + 1) || 'value';
    const value = typeof payload === 'string' && COMMA.test(payload) ? payload.replace(',', '.') : payload;
    return [
      { asset: context.assetOf(cut > 0 ? path.slice(0, cut) : ''), time: undefined, tags: [tag], values: [value] },
    ];
  },
};
