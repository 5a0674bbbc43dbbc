import { type TwinMessage, typed, type Write } from './write';

const VERSION = '2023-10-31';

/**
 * A JSON Patch of one property, for an HTTP request node. "add" also replaces what is there (RFC 6902, 4.1).
 * https://learn.microsoft.com/rest/api/digital-twins/dataplane/twins/digital-twins-update
 */
export function writeAzureDigitalTwins(write: Write): TwinMessage {
  return {
    method: 'PATCH',
    url: `${write.url}/digitaltwins/${encodeURIComponent(write.asset)}?api-version=${VERSION}`,
    headers: { 'content-type': 'application/json-patch+json' },
    payload: [{ op: 'add', path: `/${write.tag.replace(/~/g, '~0')}`, value: typed(write) }],
  };
}
