import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format, ParseContext } from '../reading';
import { bySeries, type Point } from './collect';

type Row = Readonly<Record<string, unknown>>;

/**
 * SenML: a list of records, of which some only say the base name, time and value of those after them.
 * https://www.rfc-editor.org/rfc/rfc8428
 */
const KEYS = new Set(['bn', 'bt', 'bu', 'bv', 'bs', 'bver', 'n', 'u', 'v', 'vs', 'vb', 'vd', 's', 't', 'ut']);
const VALUES = ['v', 'vb', 'vs', 's'] as const;
/** Times below this are relative to now, s. */
const RELATIVE = 2 ** 28;

export const senml: Format = {
  name: 'senml',
  title: 'SenML',
  reads: {
    what: 'packs with base records',
    asset: 'base name, else topic',
    tag: 'n',
    time: 'bt + t',
    quality: '',
  },
  detect({ payload }) {
    const rows = rowsOf(payload);
    if (rows === undefined) return 0;
    let names = 0;
    for (const row of rows) {
      if (!isPlainObject(row) || !Object.keys(row).every((key) => KEYS.has(key) || key.endsWith('_'))) return 0;
      if (typeof row['bn'] === 'string' || (typeof row['n'] === 'string' && VALUES.some((key) => key in row))) names++;
    }
    return names > 0 ? 0.96 : 0;
  },
  parse({ payload, topic }, context) {
    const rows = rowsOf(payload);
    if (rows === undefined) throw new InputError('payload', `is ${describe(payload)}; send a list of SenML records`);
    const base: Base = { name: '', time: undefined, unit: undefined, value: 0 };
    const byAsset = new Map<string, Point[]>();
    rows.forEach((row, i) => {
      if (!isPlainObject(row)) throw new InputError(`payload[${i}]`, `is ${describe(row)}; send a SenML record`);
      rebase(base, row);
      const point = pointOf(row, base, context);
      if (point === undefined) return;
      const asset = base.name.replace(/[:/_#.-]+$/, '') || context.assetOf(topic);
      const points = byAsset.get(asset) ?? [];
      byAsset.set(asset, points);
      points.push(point);
    });
    return [...byAsset].flatMap(([asset, points]) => bySeries(asset, points));
  },
};

/** The list, or that of the drafts before the RFC: { bn, bt, e: [...] }. */
function rowsOf(payload: unknown): readonly unknown[] | undefined {
  if (Array.isArray(payload)) return payload.length > 0 ? (payload as unknown[]) : undefined;
  if (!isPlainObject(payload)) return undefined;
  // A single record without its list.
  if (VALUES.some((key) => key in payload) && ('bn' in payload || ('n' in payload && 'u' in payload))) return [payload];
  if (!Array.isArray(payload['e'])) return undefined;
  const { e, ...base } = payload;
  return [base, ...(e as unknown[])];
}

interface Base {
  name: string;
  time: number | undefined;
  unit: string | undefined;
  value: number;
}

function rebase(base: Base, row: Row): void {
  const { bn, bt, bu, bv } = row;
  if (typeof bn === 'string') base.name = bn;
  if (typeof bt === 'number') base.time = bt;
  if (typeof bu === 'string') base.unit = bu;
  if (typeof bv === 'number') base.value = bv;
}

function pointOf(row: Row, base: Base, context: ParseContext): Point | undefined {
  const key = VALUES.find((name) => Object.hasOwn(row, name));
  if (key === undefined) return undefined;
  const name = own(row, 'n');
  const raw = row[key];
  const unit = own(row, 'u');
  return {
    tag:
      typeof name === 'string' && name !== ''
        ? name
        : base.name.split(/[:/]/).findLast((part) => part !== '') || 'value',
    value: key === 'v' && typeof raw === 'number' ? raw + base.value : (raw ?? null),
    time: timeOf(own(row, 't'), base, context),
    unit: typeof unit === 'string' ? unit : base.unit,
  };
}

function timeOf(raw: unknown, base: Base, context: ParseContext): number | undefined {
  const own = typeof raw === 'number' ? raw : 0;
  const seconds = own + (base.time ?? 0);
  if (typeof raw !== 'number' && base.time === undefined) return undefined;
  if (Math.abs(seconds) < RELATIVE) return context.arrival + seconds * 1000;
  // Who writes ms against the RFC still means a time.
  return context.time(Math.round(seconds * 1e6) / 1e6);
}
