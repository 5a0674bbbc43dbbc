import { describe, InputError } from '../../../lib/input';
import type { Format, Message } from '../reading';
import { aas } from './aas';
import { aveva } from './aveva';
import { awsShadow } from './aws-shadow';
import { awsSitewise } from './aws-sitewise';
import { awsTwinmaker } from './aws-twinmaker';
import { azureDigitalTwins } from './azure-digital-twins';
import { cloudevents } from './cloudevents';
import { cognite } from './cognite';
import { createCsv } from './csv';
import { ditto } from './ditto';
import { homeAssistant } from './home-assistant';
import { influx } from './influx';
import { lorawan } from './lorawan';
import { mtconnect } from './mtconnect';
import { createNamed } from './named';
import { neuron } from './neuron';
import { ngsi } from './ngsi';
import { opcPublisher } from './opc-publisher';
import { opcua } from './opcua';
import { createArray, createObject, createRows } from './plain';
import { createRecord } from './record';
import { createScalar } from './scalar';
import { senml } from './senml';
import { series } from './series';
import { shelly } from './shelly';
import { createSparkplug } from './sparkplug';
import { table } from './table';
import { telegraf } from './telegraf';
import { thingsboard } from './thingsboard';

/** All formats, made anew for one node: some have a memory. */
export function createFormats(): readonly Format[] {
  return [
    createRecord(),
    ditto,
    createSparkplug(),
    opcua,
    opcPublisher,
    ngsi,
    aas,
    azureDigitalTwins,
    awsShadow,
    awsTwinmaker,
    awsSitewise,
    thingsboard,
    neuron,
    cognite,
    aveva,
    senml,
    influx,
    telegraf,
    lorawan,
    homeAssistant,
    shelly,
    mtconnect,
    series,
    cloudevents,
    createCsv(),
    createScalar(),
    createNamed(),
    table,
    createRows(),
    createArray(),
    createObject(),
  ];
}

/** Two formats this close to each other are a question, not an answer. */
const CLOSE = 0.1;
/** A format this sure has marks of its own that another cannot have by chance. */
const CERTAIN = 0.95;
/** A format with marks of its own, however weak. */
const KNOWN = 0.85;

/**
 * The format that a message is in.
 * @param last the format of the message before, tried first: sources repeat themselves
 * @throws InputError when there is none, or two could be meant
 */
export function recognise(formats: readonly Format[], message: Message, last: Format | undefined): Format {
  if (last !== undefined && last.detect(message) >= CERTAIN) return last;
  const { payload } = message;
  let best: Format | undefined;
  let sure = 0;
  let second: Format | undefined;
  let close = 0;
  for (const format of formats) {
    const confidence = format.detect(message);
    if (confidence > sure) {
      second = best;
      close = sure;
      best = format;
      sure = confidence;
    } else if (confidence > close) {
      second = format;
      close = confidence;
    }
  }
  // A list of what a format knows one of: Event Grid, REST queries and gateways send these.
  if (sure < CERTAIN && Array.isArray(payload)) {
    const one = formats.find((format) => format.detect({ ...message, payload: payload[0] as unknown }) >= KNOWN);
    if (one !== undefined && Object(payload[0]) === payload[0]) return batchOf(one);
  }
  if (best === undefined) {
    const tried = formats.map((format) => format.title).join(', ');
    throw new InputError(
      'payload',
      `is ${describe(message.payload)}, in no known format; tried ${tried}. Choose the format or map its paths`,
    );
  }
  if (second !== undefined && sure < CERTAIN && sure - close < CLOSE) {
    throw new InputError(
      'payload',
      `could be ${best.title} or ${second.title}; choose the format in the node's settings`,
    );
  }
  return best;
}

function batchOf(format: Format): Format {
  return {
    ...format,
    detect: () => 0,
    parse(message, context) {
      const list = message.payload as readonly unknown[];
      return Array.from(list, (payload) => format.parse({ ...message, payload }, context)).flat();
    },
  };
}
