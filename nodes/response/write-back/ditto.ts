import { NoSuchTwin, type TwinMessage, typed, type Write } from './write';

/**
 * Eclipse Ditto protocol: a command that changes a property, and a message to the device.
 * https://eclipse.dev/ditto/protocol-specification-things-create-or-modify.html
 */
export function modifyDitto(write: Write): TwinMessage {
  const [feature, ...property] = write.tag.split('/');
  return envelope(write, 'twin/commands/modify', `/features/${feature}/properties/${property.join('/')}`);
}

/** https://eclipse.dev/ditto/protocol-specification-things-messages.html */
export function messageDitto(write: Write): TwinMessage {
  const [first, second] = write.tag.split('/');
  const subject = second ?? first!;
  const to = second === undefined ? '' : `/features/${first}`;
  return envelope(write, `live/messages/${subject}`, `${to}/inbox/messages/${subject}`);
}

/** A feature of the thing that says what its guard has found. */
export function dittoFeature(asset: string, properties: Readonly<Record<string, unknown>>, key: string): TwinMessage {
  return {
    payload: {
      topic: `${thing(asset)}/things/twin/commands/modify`,
      headers: headers(key),
      path: '/features/twin-guard',
      value: { properties },
    },
  };
}

function envelope(write: Write, what: string, path: string): TwinMessage {
  return {
    payload: {
      topic: `${thing(write.asset)}/things/${what}`,
      headers: headers(write.key),
      path,
      value: typed(write),
    },
  };
}

function headers(key: string): Readonly<Record<string, unknown>> {
  return { 'content-type': 'application/json', 'correlation-id': key, 'response-required': false };
}

/** namespace:name, as the first two levels of a topic. */
function thing(asset: string): string {
  const cut = asset.indexOf(':');
  if (cut < 0 || cut === asset.length - 1 || asset.includes('/'))
    throw new NoSuchTwin(`${JSON.stringify(asset)} is no thing of Ditto; it needs the form namespace:name`);
  return `${asset.slice(0, cut)}/${asset.slice(cut + 1)}`;
}
