import { DataError } from '../../../lib/data/errors';
import { cellOf, type Frame, rowsOfFrame } from '../../../lib/data/frame';
import type { Tag, TagTable } from '../../../lib/record/tags';
import { columnsOf, isSignal } from './columns';
import { readFiles } from './files';
import { inUnits } from './in-units';
import { isLabelled, type Stretch } from './labels';
import { type Quality, qualityOf } from './quality';

/** One row of a recording, as a twin would have sent it. */
export interface Message {
  /** Source time, ms. */
  readonly time: number;
  /** As they stand in the recording: what a text means is for the ingest layer to say. Tags without a value are absent. */
  readonly values: Readonly<Record<string, number | string>>;
  /** 1 anomalous, 0 normal; undefined without labels. */
  readonly label: number | undefined;
}

/** A recording as messages. */
export interface Recording {
  /** Files, for people. */
  readonly name: string;
  /** The tags of the twin in it. */
  readonly signals: ReadonlyMap<string, Tag>;
  readonly labelled: boolean;
  /** Time of the last row, ms. */
  readonly end: number;
  readonly quality: Quality;
  /** What was found odd, and what was done about it. */
  readonly notes: readonly string[];
  /** Can be walked through more than once. */
  messages(): Generator<Message>;
}

/** How recordings are read. */
export interface RecordingOptions {
  readonly tags: TagTable | undefined;
  readonly zone: string;
  readonly stretches: readonly Stretch[] | undefined;
  /** Only rows from the first time on and before the second, ms. */
  readonly between?: readonly [from: number, to: number] | undefined;
}

/** Rows of a recording without times are one second apart. */
const PERIOD = 1000;

/**
 * Reads a recording.
 * @param training the recording that was learned from, if it is not this one: tags that are not in it count for nothing, roles are
 * those of then, and a recording without times goes on from it
 * @throws DataError for what cannot be judged
 */
export async function openRecording(
  paths: readonly string[],
  { tags: table, zone, stretches, between }: RecordingOptions,
  training?: Pick<Recording, 'signals' | 'end'>,
): Promise<Recording> {
  const learned = training?.signals;
  const after = training?.end ?? -PERIOD;
  const declared = [...(table?.values() ?? [])].find(({ role }) => role === 'time');
  const name = paths.join(', ');
  const read = cutOut(await readFiles(paths, { time: declared, zone }), between, name);
  const { tags, label, notes } = columnsOf(read, table);
  const own = tags.flatMap((tag, at) => (isSignal(tag) ? [{ tag: learned?.get(tag.name) ?? tag, at }] : []));
  const signals =
    learned === undefined
      ? own
      : tags.flatMap(({ name }, at) => (learned.has(name) ? [{ tag: learned.get(name)!, at }] : []));
  if (own.length === 0) {
    const names = read.headers.length > 0 ? read.headers : tags.map((tag) => tag.name);
    throw new DataError(name, '', `none of its columns (${names.join(', ')}) is a sensor; check the tags`);
  }
  const extra = learned === undefined ? [] : own.filter(({ tag }) => !learned.has(tag.name)).map(({ tag }) => tag.name);
  const converted: string[] = [];
  const frame = inUnits(read, signals, name, converted);
  const quality = qualityOf(frame, signals);
  const timeAt = (row: number): number => frame.times?.[row] ?? after + (row + 1) * PERIOD;
  const labelOf = labeller(frame, label, stretches);
  return {
    name,
    signals: new Map(signals.map(({ tag }) => [tag.name, tag])),
    labelled: label >= 0 || stretches !== undefined,
    end: timeAt(frame.rows - 1),
    quality,
    notes: [
      ...frame.notes,
      ...notes,
      ...converted,
      ...quality.notes,
      ...(extra.length > 0 ? [`${extra.join(', ')}: not in the training, left out`] : []),
    ],
    *messages() {
      for (let row = 0; row < frame.rows; row++) {
        const values: Record<string, number | string> = {};
        for (let k = 0; k < signals.length; k++) {
          const { tag, at } = signals[k]!;
          const cell = cellOf(frame.columns[at]!, row);
          if (cell !== undefined) values[tag.name] = cell;
        }
        const time = timeAt(row);
        yield { time, values, label: labelOf(row, time) };
      }
    },
  };
}

/** @throws DataError when nothing is left */
function cutOut(frame: Frame, between: RecordingOptions['between'], name: string): Frame {
  if (between === undefined) return frame;
  const { times } = frame;
  if (times === undefined) throw new DataError(name, '', 'has no times, so that --split cannot part it; give --test');
  const [from, to] = between;
  const rows = Uint32Array.from([...times.keys()].filter((row) => times[row]! >= from && times[row]! < to));
  if (rows.length > 0) return rowsOfFrame(frame, rows);
  const there = `${new Date(times[0]!).toISOString()} to ${new Date(times.at(-1)!).toISOString()}`;
  const which = from === Number.NEGATIVE_INFINITY ? 'before' : 'from';
  throw new DataError(name, '', `has no row ${which} the time of --split on; its times are ${there}`);
}

type Labeller = (row: number, time: number) => number | undefined;

function labeller(frame: Frame, label: number, stretches: readonly Stretch[] | undefined): Labeller {
  const column = label < 0 ? undefined : frame.columns[label]!;
  if (column === undefined && stretches === undefined) return () => undefined;
  return (row, time) => {
    if (stretches !== undefined && isLabelled(time, stretches)) return 1;
    return column === undefined ? 0 : labelled(cellOf(column, row));
  };
}

const ANOMALOUS = /^(?:true|yes|anomal.*|attack.*|fault.*|abnormal|bad)$/i;

/** Anything above 0 is anomalous: BATADAL marks rows that nobody labelled with -999. */
function labelled(cell: number | string | undefined): number {
  return (typeof cell === 'number' ? cell > 0 : ANOMALOUS.test(cell ?? '')) ? 1 : 0;
}
