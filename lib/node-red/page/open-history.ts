import { join } from 'node:path';
import type { NodeAPI } from 'node-red';
import type { HistorySink } from '../../page/history/history';
import { openHistory } from '../../page/history/sink';
import type { Hub } from '../../page/hub';
import type { PageSettings } from './settings';

/** The history of this Node-RED: <userDir>/twin-guard/history. Undefined where none is wanted, or the host has no userDir. */
export function openHistoryOf(RED: NodeAPI, { history }: PageSettings, hub: Hub): HistorySink | undefined {
  const { userDir } = RED.settings;
  if (history === undefined || typeof userDir !== 'string' || userDir === '') return undefined;
  const sink = openHistory({
    folder: join(userDir, 'twin-guard', 'history'),
    ...(history.bytes !== undefined && { bytes: history.bytes }),
    reports: (key) => hub.reports(key),
    tell: (sentence) => RED.log.warn(`twin-guard-page: ${sentence}`),
  });
  // What was collected is handed over before a stop; a deploy is one, too.
  RED.events.on('flows:stopping', () => sink.tick(Date.now()));
  return sink;
}
