import { createRequire } from 'node:module';
import { join } from 'node:path';
import { FleetError } from './fleet-error';

/** The NATS client, which who runs a fleet installs. */
export interface NatsPackages {
  readonly transport: typeof import('@nats-io/transport-node');
  readonly jetstream: typeof import('@nats-io/jetstream');
}

const NAMES = { transport: '@nats-io/transport-node', jetstream: '@nats-io/jetstream' } as const;
export const INSTALL = `npm install ${NAMES.transport}@3 ${NAMES.jetstream}@3`;

/**
 * @param folders where they may lie besides our own: Node-RED's userDir
 * @throws FleetError that says how to install them
 */
export function natsPackages(folders: readonly string[]): NatsPackages {
  const places = [__filename, ...folders.map((folder) => join(folder, 'package.json'))].map((from) =>
    createRequire(from),
  );
  const load = (name: string): unknown => {
    for (const require of places) {
      try {
        return require(name);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
      }
    }
    throw new FleetError(
      'servers',
      `the NATS client is not installed; run "${INSTALL}" in Node-RED's user folder and restart`,
    );
  };
  return Object.fromEntries(Object.entries(NAMES).map(([key, name]) => [key, load(name)])) as unknown as NatsPackages;
}
