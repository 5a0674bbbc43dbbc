import type { Layer } from '../../lib/layer/layer';
import type { TwinRecord } from '../../lib/record/record';
import type { TagTable } from '../../lib/record/tags';
import type { DecisionKind } from '../../lib/record/words';
import { createMemoryModels } from '../../lib/store/models';
import { parseConfig } from '../../nodes/decision/config';
import type { Finding } from '../../nodes/decision/evidence/finding';
import { type KeptPicture, readPicture } from '../../nodes/decision/evidence/kept-picture';
import { weigh } from '../../nodes/decision/evidence/weigh';
import { createDecision } from '../../nodes/decision/layer';
import { parseConfig as parseIngest } from '../../nodes/ingest/config';
import { createIngest } from '../../nodes/ingest/core';
import type { Forge } from '../drills/trials';
import type { Segment } from './segments';

/** Something that happened, and what the evidence of it was when it ended. */
export interface Episode {
  readonly name: string;
  readonly truth: DecisionKind;
  readonly findings: readonly Finding[];
}

/** What a plant goes through. */
interface Ordeal {
  readonly name: string;
  readonly kind: DecisionKind;
  readonly seconds: number;
  begin(): Forge | undefined;
}

/** Records to learn from, and between two ordeals. */
const LEARNED = 3000;
const BETWEEN = 300;

/**
 * Lets a plant with its twin live through ordeals; of each row it is told whether something is wrong, so that only what is said of it
 * counts. The rest is the decision's defaults.
 */
export function endured(
  step: () => Record<string, number> & { time: number },
  tags: TagTable,
  ordeals: readonly Ordeal[],
): Episode[] {
  const config = { asset: 'twin', format: 'record', tags: JSON.stringify(Object.fromEntries(tags)) };
  const ingest = createIngest(parseIngest(config));
  const layer = decisionOf('twin', LEARNED);
  const sent: Record<string, number>[] = [];
  const live = (records: number, wrong: boolean, forge?: Forge): void => {
    for (let i = 0; i < records; i++) {
      const { time, ...row } = step();
      sent.push(row);
      if (sent.length > 120) sent.shift();
      const shown = forge ? forge(row, sent[0]!) : row;
      const values = Object.fromEntries(Object.entries(shown).filter(([tag]) => tags.has(tag)));
      const judged = { anomaly: wrong, verdict: wrong ? 'anomaly' : 'normal' } as const;
      for (const record of ingest.accept({ payload: { asset: 'twin', time, values } }, time)) {
        layer.step(Object.assign(record, judged) as TwinRecord);
      }
    }
  };
  live(LEARNED, false);
  return ordeals.map((ordeal) => {
    live(ordeal.seconds, true, ordeal.begin());
    const findings = evidenceOf(layer);
    live(BETWEEN, false);
    return { name: ordeal.name, truth: ordeal.kind, findings };
  });
}

/** The same of a recording whose segments are known. */
export function recorded(
  train: readonly TwinRecord[],
  test: readonly TwinRecord[],
  segments: readonly Segment[],
): Episode[] {
  const layer = decisionOf(test[0]!.asset, train.length);
  for (const record of train) layer.step({ ...record, anomaly: false, verdict: 'normal' });
  const episodes: Episode[] = [];
  for (const [row, record] of test.entries()) {
    const within = segments.find(({ start, end }) => row >= start && row < end);
    const wrong = within !== undefined;
    layer.step({ ...record, anomaly: wrong, verdict: wrong ? 'anomaly' : 'normal' });
    if (within?.end === row + 1) episodes.push({ name: within.kind, truth: within.kind, findings: evidenceOf(layer) });
  }
  return episodes;
}

/** Segments are given: nothing is to be confirmed or waited for. @param reference rows to learn what is usual from */
function decisionOf(asset: string, reference: number): Layer {
  return createDecision(parseConfig({ confirm: 1, release: 1, offDelay: 0, reference }), {
    asset,
    models: createMemoryModels(),
    emit: () => {},
    save: () => true,
    touch: () => {},
    fail: (error) => {
      throw error;
    },
  });
}

function evidenceOf(layer: Layer): readonly Finding[] {
  const { picture } = layer.snapshot() as { picture?: KeptPicture };
  return picture === undefined ? [] : weigh(readPicture(picture)).findings;
}
