import { type TwinMessage, typed, type Write } from './write';

/**
 * Asset Administration Shell: the value of one element, IDTA 01002-3 PatchSubmodelElementByPath-ValueOnly, for an HTTP request
 * node. A number leaves as a number: some servers take a text for a change of the element's type.
 */
export function writeAas(write: Write): TwinMessage {
  const id = Buffer.from(write.asset, 'utf8').toString('base64url');
  return {
    method: 'PATCH',
    url: `${write.url}/submodels/${id}/submodel-elements/${encodeURIComponent(write.tag)}/$value`,
    headers: { 'content-type': 'application/json' },
    // An HTTP request node sends a bare number as text without quotes: JSON all the same.
    payload: JSON.stringify(typed(write)),
  };
}
