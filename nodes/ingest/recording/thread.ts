import { parentPort, workerData } from 'node:worker_threads';
import { boundReading } from '../../../lib/data/bounds';
import { DataError } from '../../../lib/data/errors';
import type { FromReader, ReadingRequest, RecordedRow } from '../../../lib/page/file-learning/reading';
import { openRecording, type Recording } from './recording';

/** The thread that reads a recording for the operator page: nothing else waits for it. See lib/page/file-learning/reading.ts. */

/** Rows of a part: what becomes of them must not hold up the records of the plant. */
const PART = 100;
/** What a machine at a plant can hold beside its flows: 400 MB of numbers. */
const BOUNDS = { file: 1_000_000_000, unpacked: 1_000_000_000, cells: 50_000_000 };

const port = parentPort!;
const tell = (message: FromReader): void => port.postMessage(message);

async function open({ path, zone, tags, most }: ReadingRequest): Promise<[recording: Recording, skip: number]> {
  const signals = new Map(tags.map((tag) => [tag.name, tag]));
  const recording = await openRecording([path], { tags: undefined, zone, stretches: undefined }, { signals, end: 0 });
  const { rows, span, interval } = recording.quality;
  const skip = Math.max(0, rows - most);
  tell({
    kind: 'opened',
    rows: rows - skip,
    of: rows,
    ...(span !== undefined && { span }),
    ...(Number.isFinite(interval) && { interval }),
    tags: [...recording.signals.keys()],
    notes: recording.notes,
  });
  return [recording, skip];
}

function* parts([recording, skip]: readonly [Recording, number]): Generator<readonly RecordedRow[]> {
  let part: RecordedRow[] = [];
  let row = 0;
  for (const { time, values } of recording.messages()) {
    if (row++ < skip) continue;
    part.push({ time, values });
    if (part.length < PART) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

boundReading(BOUNDS);
open(workerData as ReadingRequest).then(
  (opened) => {
    const all = parts(opened);
    port.on('message', () => {
      const { done, value } = all.next();
      if (done === true) tell({ kind: 'end' });
      else tell({ kind: 'rows', rows: value });
    });
  },
  (error: Error) => {
    if (error instanceof DataError) tell({ kind: 'refused', text: error.message });
    else throw error;
  },
);
