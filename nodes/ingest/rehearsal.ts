import { InputError } from '../../lib/input';
import type { Rehearsal } from '../../lib/page/member';
import type { Ingest } from './api';
import type { AssetSnapshot } from './asset-types';
import type { IngestConfig } from './config';
import { createIngest } from './core';

/**
 * Takes rows of a recording as if the source had sent them: with the tags, features and gains that the asset has, and a clock and a
 * pace of their own.
 */
export function rehearse(ingest: Ingest, config: IngestConfig, asset: string): Rehearsal | undefined {
  const kept = ingest.snapshot(asset) as AssetSnapshot | undefined;
  if (kept === undefined) return undefined;
  const { seen, messages, derivations } = kept;
  const { gains } = derivations;
  const fresh = { comms: { intervals: [], sources: [], gapless: 0 }, memory: { rows: [] } };
  const from: AssetSnapshot = structuredClone({ seen, messages, derivations: { gains }, ...fresh });
  const copy = createIngest(
    { ...config, format: 'record', lateness: 0 },
    { restore: (name) => (name === asset ? from : undefined) },
  );
  return {
    step({ time, values }) {
      try {
        return copy.accept({ payload: { asset, time, values } }, time);
      } catch (error) {
        if (error instanceof InputError) return [];
        throw error;
      }
    },
    close() {},
  };
}
