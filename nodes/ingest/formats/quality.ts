import type { Quality } from '../../../lib/record/words';
import { classicQuality } from './collect';
import { qualityOf } from './opcua';

const GOOD = /^(good|gut|ok|valid|true|normal|fine|success|1|192)\b/i;
const UNCERTAIN = /^(uncertain|doubt|questionable|suspect)/i;
const BAD = /^(bad|invalid|false|error|fault|fail|stale|offline|not|comm|schlecht|gestört|ungültig|0$)/i;
/** What an object calls its word, when it has a number and a word. */
const WORDS = ['name', '_name', 'Name', 'Symbol', 'symbol', 'label', 'text'] as const;

/**
 * What a source says about a value in the way of its kind: true or false, a word, OPC Classic's 192, or a status code of
 * OPC UA, whose severity stands in its two high bits.
 * @param key what it is called: as a statusCode 0 is good, as a quality it is bad
 */
export function anyQuality(raw: unknown, key: string): Quality | undefined {
  if (typeof raw === 'boolean') return raw ? undefined : 'bad';
  if (typeof raw === 'string') return fromText(raw.trim(), key);
  if (typeof raw === 'number') return fromNumber(raw, key);
  return typeof raw === 'object' && raw !== null ? fromObject(raw, key) : undefined;
}

/** The word says it in any numbering: { code: 0, name: 'Bad' }. */
function fromObject(raw: object, key: string): Quality | undefined {
  const inside = raw as Record<string, unknown>;
  const word = WORDS.map((name) => inside[name]).find((one) => typeof one === 'string' && one !== '');
  return word === undefined ? qualityOf(raw) : fromText(word as string, key);
}

function fromText(text: string, key: string): Quality | undefined {
  if (text === '' || GOOD.test(text)) return undefined;
  // Who writes a code as a text means a status, where 0 is good.
  if (/^\d+$/.test(text)) return fromNumber(Number(text), /code$/i.test(key) ? 'status' : key);
  if (UNCERTAIN.test(text)) return 'uncertain';
  // A word that is none of quality (running, manual) says nothing about the value.
  return BAD.test(text) ? 'bad' : undefined;
}

function fromNumber(code: number, key: string): Quality | undefined {
  if (code >= 0x40000000) return qualityOf(code);
  if (/status|st$/i.test(key)) return code === 0 ? undefined : code < 0x100 ? classicQuality(code) : qualityOf(code);
  // 3 is good where qualities count from 0 to 3; OPC Classic knows no 3.
  return code === 1 || code === 3 ? undefined : classicQuality(code);
}
