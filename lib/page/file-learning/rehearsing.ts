import { tagOf } from '../../record/features';
import type { TwinRecord } from '../../record/record';
import type { Member, Rehearsal } from '../member';
import type { RecordedRow } from './reading';

/** What the guard of an asset would have made of the rows of a recording, as far as a detector learns from it. */
export class Rehearsing {
  readonly #asset: string;
  readonly #copies: readonly Rehearsal[];
  /** To be learned from, in the order of the rows. */
  readonly records: TwinRecord[] = [];
  /** Rows of which too little can be used. */
  refused = 0;

  /** @param members the chain of the asset; what stands before the detector takes part */
  constructor(asset: string, members: readonly Member[]) {
    this.#asset = asset;
    const before = members.filter(({ layer }) => layer === 'ingest' || layer === 'scaler');
    this.#copies = before.flatMap((member) => member.rehearse?.(asset) ?? []);
  }

  take(rows: readonly RecordedRow[]): void {
    for (const row of rows) this.#take(row);
  }

  close(): void {
    for (const copy of this.#copies) copy.close();
  }

  #take({ time, values }: RecordedRow): void {
    let records: readonly TwinRecord[] = [{ asset: this.#asset, time, values: numbersOf(values) }];
    // The first copy reads the texts, too.
    if (this.#copies.length > 0) records = [{ asset: this.#asset, time, values: values as TwinRecord['values'] }];
    for (const copy of this.#copies) records = records.flatMap((record) => copy.step(record));
    let any = false;
    for (const record of records) {
      if (record.verdict === 'fault') continue;
      const wanted = essenceOf(record);
      any ||= Object.keys(wanted.values).length > 0;
      if (any) this.records.push(wanted);
    }
    if (!any) this.refused++;
  }
}

function numbersOf(values: RecordedRow['values']): Record<string, number> {
  const numbers: Record<string, number> = {};
  for (const name in values) {
    const value = Number(values[name]);
    if (values[name] !== '' && Number.isFinite(value)) numbers[name] = value;
  }
  return numbers;
}

/** What a detector learns from: values that are good, and what belongs to them. */
function essenceOf(record: TwinRecord): TwinRecord {
  const { asset, time, values, derived, features, scaling, roles, mode, quality, comms } = record;
  return {
    asset,
    time,
    values: good(values, quality),
    ...(derived && { derived: good(derived, quality) }),
    ...(features && { features }),
    ...(scaling && { scaling }),
    ...(roles && { roles }),
    ...(mode !== undefined && { mode }),
    ...(comms?.gap !== undefined && { comms: { gap: comms.gap } }),
  } as TwinRecord;
}

/** Only what is good is learned from. */
function good(values: Readonly<Record<string, number>>, quality: TwinRecord['quality']): Record<string, number> {
  if (quality === undefined) return values;
  const kept: Record<string, number> = {};
  for (const name in values) if (quality[tagOf(name)] === undefined) kept[name] = values[name]!;
  return kept;
}
