import { NoSuchTwin, type TwinMessage, typed, type Write } from './write';

/**
 * The desired state of a device shadow, classic or named (asset thing/shadow).
 * https://docs.aws.amazon.com/iot/latest/developerguide/device-shadow-mqtt.html
 */
export function writeAwsShadow(write: Write): TwinMessage {
  const [thing, shadow, ...more] = write.asset.split('/');
  if (more.length > 0 || !/^[A-Za-z0-9:_-]{1,128}$/.test(thing!) || !/^[A-Za-z0-9:_-]{0,64}$/.test(shadow ?? ''))
    throw new NoSuchTwin(
      `${JSON.stringify(write.asset)} is no thing of AWS IoT; it needs the form thing or thing/shadow`,
    );
  const named = shadow === undefined ? '' : `/name/${shadow}`;
  // The innermost part first.
  const desired = write.tag.split('.').reduceRight<unknown>((inner, part) => ({ [part]: inner }), typed(write));
  return {
    topic: `$aws/things/${thing}/shadow${named}/update`,
    payload: { state: { desired }, clientToken: write.key },
  };
}
