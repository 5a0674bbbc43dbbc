import { inGerman } from '../speech/speak';
import type { AlarmLine } from './api';
import type { AlarmQuery } from './history/history';

/** The alarms that a question asks for, without its times. */
export function matching(lines: readonly AlarmLine[], query: AlarmQuery): AlarmLine[] {
  const { key, kind, severity, state, text } = query;
  return lines.filter(
    (line) =>
      (key === undefined || line.key === key) &&
      (kind === undefined || line.kind === kind) &&
      (severity === undefined || line.severity === severity) &&
      (state === undefined || line.state === state) &&
      (text === undefined || says(line, text)),
  );
}

/** Whether a text stands in what a page shows of an alarm: each shows its sentence in the language of who looks. */
export function says({ asset, guard, sentence, tags }: AlarmLine, text: string): boolean {
  const wanted = text.toLowerCase();
  const isIn = (part: string): boolean => part.toLowerCase().includes(wanted);
  return [asset, guard, sentence, ...tags].some(isIn) || isIn(inGerman(sentence));
}
