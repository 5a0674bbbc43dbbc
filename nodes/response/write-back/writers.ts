import { writeAas } from './aas';
import { writeAwsShadow } from './aws-shadow';
import { writeAzureDigitalTwins } from './azure-digital-twins';
import { messageDitto, modifyDitto } from './ditto';
import { writeNgsiLd, writeNgsiV2 } from './ngsi';
import { writeOpcua, writeOpcuaIiot } from './opcua';
import { writeSparkplug } from './sparkplug';
import type { TwinName } from './twins';
import type { TwinMessage, Write } from './write';

const WRITERS: Readonly<Record<Exclude<TwinName, 'plain'>, (write: Write) => TwinMessage>> = {
  'ditto-modify': modifyDitto,
  'ditto-message': messageDitto,
  'ngsi-ld': writeNgsiLd,
  'ngsi-v2': writeNgsiV2,
  aas: writeAas,
  sparkplug: writeSparkplug,
  opcua: writeOpcua,
  'opcua-iiot': writeOpcuaIiot,
  'aws-shadow': writeAwsShadow,
  'azure-digital-twins': writeAzureDigitalTwins,
};

/**
 * The message by which a twin is told a value.
 * @throws NoSuchTwin where the asset's name cannot be one of such a twin
 */
export function writeTo(twin: Exclude<TwinName, 'plain'>, write: Write): TwinMessage {
  return WRITERS[twin](write);
}
