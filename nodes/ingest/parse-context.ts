import { DEFAULT_ASSET } from '../../lib/input';
import type { IngestConfig } from './config';
import type { ParseContext } from './reading';
import { createClock } from './time';

/** What the formats may ask, from the settings. The arrival is set anew for each message. */
export function createParseContext(
  config: IngestConfig,
  { later, remember, note, ask }: Pick<ParseContext, 'later' | 'remember' | 'note' | 'ask'>,
): ParseContext & { arrival: number } {
  const clock = createClock(config.zone);
  const timeTag = [...config.tags.values()].find((tag) => tag.role === 'time');
  // A time tag may say by its unit what it counts.
  const counted = timeTag?.unit !== undefined && /^(s|ms|us|ns)$/.test(timeTag.unit) ? timeTag.unit : undefined;
  const format = timeTag?.format ?? counted;
  const context: ParseContext & { arrival: number } = {
    arrival: 0,
    time: (raw, how) => clock.read(raw, how, context.arrival),
    timeTag: timeTag && { name: timeTag.name, ...(format === undefined ? {} : { format }) },
    isTag: (name) => config.tags.has(name) && name !== timeTag?.name,
    tagNames: [...config.tags.keys()],
    assetOf: (topic) => config.asset || (typeof topic === 'string' && topic !== '' ? topic : DEFAULT_ASSET),
    wishes: config.wishes,
    later,
    remember,
    note,
    ask,
  };
  return context;
}
