import { type TwinMessage, typed, type Write } from './write';

/**
 * FIWARE context brokers: a PATCH of one attribute, for an HTTP request node whose method is "set by msg.method".
 * NGSI-LD: ETSI GS CIM 009, 5.6.2 and 6.6.3.
 */
export function writeNgsiLd(write: Write): TwinMessage {
  const attribute = { type: 'Property', value: typed(write), observedAt: new Date(write.time).toISOString() };
  return patch(write, `/ngsi-ld/v1/entities/${encodeURIComponent(write.asset)}/attrs`, { [write.tag]: attribute });
}

/** NGSIv2: https://fiware.github.io/specifications/ngsiv2/stable/ "Update Existing Entity Attributes". */
export function writeNgsiV2(write: Write): TwinMessage {
  const type = write.datatype === 'Boolean' ? 'Boolean' : 'Number';
  const attribute = { type, value: typed(write) };
  return patch(write, `/v2/entities/${encodeURIComponent(write.asset)}/attrs`, { [write.tag]: attribute });
}

function patch({ url }: Write, path: string, payload: unknown): TwinMessage {
  return { method: 'PATCH', url: `${url}${path}`, headers: { 'content-type': 'application/json' }, payload };
}
