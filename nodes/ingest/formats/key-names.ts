import { isSafeName } from '../../../lib/input';

const words = (text: string): readonly string[] => text.split(' ');

/**
 * What sources call the parts of a named value: { name, value, unit, quality }, and the thing that it belongs to. Keys are
 * compared without case and marks: tag_name, TagName and tagName are one. Best first.
 */
export const NAME_KEYS = words(
  'name tagname tag n metric metricname field fieldname point pointname signal signalname variable ' +
    'variablename varname var parameter parametername param item itemname itemid resourcename resource ' +
    'property propertyname propertyalias attribute attributename nodeid node sensorname sensor sensorid ' +
    'channel channelname measurement measurementname quantity kpi datapoint datapointid dp series ' +
    'seriesname tagpath tagid pointid signalid variableid parameterid metricid itempath measure externalid browsename displayname browsepath address register path identifier key k id ' +
    'label title topic code nm objectname type kind',
);
/** Names that are no name of a value where one stands alone: a message, a thing or a datatype may be called so. */
const NAMES_IN_LISTS_ONLY = new Set(words('id type kind label title topic path code address register'));
export const VALUE_KEYS = words(
  'value v val varvalue tagvalue pointvalue signalvalue sensorvalue metricvalue itemvalue fieldvalue parametervalue datavalue numericvalue numvalue numbervalue currentvalue presentvalue actualvalue ' +
    'measuredvalue lastvalue engvalue scaledvalue doublevalue floatvalue integervalue intvalue longvalue ' +
    'boolvalue booleanvalue reading measurement result number num data wert rawvalue raw vb stringvalue ' +
    'textvalue vs',
);
export const QUALITY_KEYS = words(
  'q quality qualitycode qc opcquality dataquality statuscode status st good isgood valid isvalid validity success',
);
export const UNIT_KEYS = words(
  'u unit units uom engunit engunits engineeringunit engineeringunits unitcode eu unitofmeasure ' +
    'unitofmeasurement unitsabbreviation',
);
/** What names the thing that values belong to. */
export const ASSET_KEYS = words(
  'asset assetid assetname twin twinid thing thingid thingname entity entityid entityname device ' +
    'deviceid devicename deveui equipment equipmentid equipmentname machine machineid machinename unitid ' +
    'iothubconnectiondeviceid connectiondeviceid station stationid stationname plc plcid serial serialnumber mac imei host hostname clientid ' +
    'assetno assetnumber deviceno devicenumber machineno machinenumber equipmentno equipmentnumber stationno stationnumber',
);
/** What names a part of a thing, or the thing itself where nothing else does. */
export const SENSOR_KEYS = words('sensorid sensor sensorname probe probeid');
/** Numbers that say something about the message, not about the plant. */
const BOOKKEEPING = new Set(
  words(
    'id index idx seq sequence sequencenumber sequenceno msgid messageid messagenumber rowid version ' +
      'schemaversion apiversion revision rev count total size length qos retain code error errorcode type ' +
      'datatype valuetype dt alias group priority precision decimals scale age interval period port table ' +
      'messagesize ns namespace namespaceindex min max low high minimum maximum lo hi lolo hihi retry ttl ' +
      'offset questionable substituted annotated issystem ' +
      'rowcount rowsaffected affectedrows took timedout page pages pagesize limit hasmore ok maxscore statementid',
  ),
);
const GUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

const MAX_KNOWN = 5000;
const plainNames = new Map<string, string>();

/** Lower case, letters and digits only. */
export function plainName(key: string): string {
  let name = plainNames.get(key);
  if (name === undefined) {
    name = key.length > 64 ? key : key.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
    if (plainNames.size >= MAX_KNOWN) plainNames.clear();
    plainNames.set(key, name);
  }
  return name;
}

/** The key of an object that comes first in a list of names, of those that fit. */
export function firstKey(
  keys: readonly string[],
  names: readonly string[],
  fits: (key: string) => boolean,
): string | undefined {
  let best: string | undefined;
  let rank = names.length;
  for (const key of keys) {
    const at = names.indexOf(plainName(key));
    if (at >= 0 && at < rank && fits(key)) {
      best = key;
      rank = at;
    }
  }
  return best;
}

/** A number of a message or of a row in a database: it counts up, and says nothing about the plant. */
export function isRecordNumber(key: string, value: unknown): boolean {
  return RECORD_NUMBERS.has(plainName(key)) && Number.isInteger(value);
}

/** Another name of the thing, which may look like a number: devEUI 24e1, serial 0042. */
export function isThingText(key: string, value: unknown): boolean {
  return typeof value === 'string' && THING_KEYS.has(plainName(key));
}

const THING_KEYS: ReadonlySet<string> = new Set(ASSET_KEYS);

/** Whether a source may count its messages under this name. */
export function isRevision(key: string): boolean {
  return REVISIONS.has(key.toLowerCase());
}

const REVISIONS = new Set(words('seq sequence sequencenumber'));

const RECORD_NUMBERS = new Set(words('id rowid recordid msgid messageid'));

/** Whether a key may name the thing or number the message, depending on what stands there. */
export function mayIdentify(key: string): boolean {
  return IDENTIFYING.has(plainName(key)) || isRevision(key);
}

const IDENTIFYING: ReadonlySet<string> = new Set([...ASSET_KEYS, ...SENSOR_KEYS, ...RECORD_NUMBERS, 'model', 'name']);

export function isBookkeeping(key: string): boolean {
  return BOOKKEEPING.has(plainName(key));
}

/** Whether a key may name a single value that stands in no list. */
export function namesAlone(key: string): boolean {
  return !NAMES_IN_LISTS_ONLY.has(plainName(key));
}

/** A text or a whole number that may be a name. A GUID names a message more often than a thing. */
export function nameOf(value: unknown): string | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return isSafeName(text) && !GUID.test(text) ? text : undefined;
}
