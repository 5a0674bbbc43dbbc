import { examineEpisodes } from '../guarded/episode-exam';
import type { Episode } from '../guarded/episodes';
import { type ExamResult, examine, type Reach } from '../guarded/exam';
import type { Golden } from '../guarded/golden';
import type { Rows } from '../guarded/rows';
import { derivationOf, tagOf } from '../record/features';
import { inSlices } from '../turns';
import type { LearningBuffer } from './learning/buffer';
import type { Trained } from './learning/training';
import { RecordJudge } from './live/record-judge';
import type { Model } from './models/model';

/** What a new model is measured by. */
export interface ExamPaper {
  readonly golden: Golden;
  /** What the drills of the new model are laid over. */
  readonly drilled: Golden;
  /** What the model that the golden rows come from found; undefined where that is the one in force. */
  readonly reach: Reach | undefined;
  /** Whether the new model is of more and more rows. */
  readonly grown: boolean;
  /** What people said of alarms. */
  readonly episodes: readonly Episode[];
}

/**
 * Lets a model that was just trained sit the exam beside the one in force, in slices between which live records are judged.
 * @param by who said that its rows are the new normal: the golden rows need not be normal to it then, and what was said of alarms before
 * does not count
 */
export async function sitExam(
  made: Trained,
  champion: Model,
  { golden, drilled, reach, grown, episodes }: ExamPaper,
  by: string | undefined,
): Promise<ExamResult> {
  const challenger = new RecordJudge({ ...made, id: '', version: 0 });
  const before = new RecordJudge(champion);
  try {
    const on = { champion: golden, challenger: drilled };
    const result = await inSlices(examine(before, challenger, on, by === undefined ? golden : undefined, reach, grown));
    if (by !== undefined) return result;
    const more = await inSlices(examineEpisodes(before, challenger, episodes));
    const reasons = [...result.reasons, ...more];
    const excused = episodes.filter(({ right }) => !right).length;
    if (reasons.length === 0 || excused === 0) return { ...result, reasons };
    const remedy = `it has learned ${excused} alarms that were called false, too; should that be why, call them maintenance`;
    return { ...result, reasons: [...reasons, remedy] };
  } finally {
    challenger.dispose();
    before.dispose();
  }
}

/** Rows that were collected, as lib/guarded sees them. */
export function rowsOf(buffer: LearningBuffer): Rows {
  return { features: buffer.features, values: buffer.rows(), seams: buffer.seams };
}

/** Whose level says something of the plant: what is judged of it, also where it stood, but not what switches on and off, nor how its messages come. */
export function watchedOf({ features, blueprint, fitted }: Trained): string[] {
  return features.filter((name, i) => {
    const isMeasured = (blueprint.kinds?.[i] ?? 'measured') === 'measured' || fitted.input.stood[i] === 1;
    return isMeasured && tagOf(name) !== '' && derivationOf(name) !== 'rate';
  });
}
