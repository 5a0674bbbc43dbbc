import type { AlarmLine } from './api';
import type { AlarmQuery } from './history/history';

/** The alarms that a question asks for, without its times. */
export function matching(lines: readonly AlarmLine[], query: AlarmQuery): AlarmLine[] {
  const { key, kind, severity, state, text } = query;
  const wanted = text?.toLowerCase();
  return lines.filter(
    (line) =>
      (key === undefined || line.key === key) &&
      (kind === undefined || line.kind === kind) &&
      (severity === undefined || line.severity === severity) &&
      (state === undefined || line.state === state) &&
      (wanted === undefined ||
        [line.asset, line.guard, line.sentence, ...line.tags].some((part) => part.toLowerCase().includes(wanted))),
  );
}
