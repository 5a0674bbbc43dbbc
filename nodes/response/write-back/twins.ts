/**
 * The twins that a command or an alarm can be written to, as the dialog lists them by the texts of their names. What leaves is made by the file of the
 * twin's name; this page is pure data, so that the editor can show it.
 */
export interface Twin {
  /** What a command to it must say beside its value: an MQTT topic, the address of an HTTP interface, or nothing. */
  readonly where: 'topic' | 'url' | 'nothing';
  /** How a tag of it is written, and what an error says of one that is not; undefined where commands name no tag. */
  readonly tag: { readonly pattern: RegExp; readonly is: string } | undefined;
  /** A command as it may stand in the list. */
  readonly example: Readonly<Record<string, unknown>>;
  /** An asset of such a twin, and what leaves for it by the example: topic or request, and payload. */
  readonly asset: string;
  readonly leaves: string;
}

const PATH = { pattern: /^[^/\s]+(\/[^/\s]+)*$/, is: 'a path such as valve/position' };

/** By the name that a command's `twin` says. */
export const TWINS = {
  plain: {
    where: 'topic',
    tag: undefined,
    example: { topic: 'plant/$asset/valve', payload: { set: '$value' }, value: 0 },
    asset: 'tank-1',
    leaves: 'plant/tank-1/valve {"set":0}',
  },
  'ditto-modify': {
    where: 'topic',
    tag: { pattern: /^[^/\s]+(\/[^/\s]+)+$/, is: 'feature and property, such as valve/position' },
    example: { topic: 'ditto/command', tag: 'valve/position', value: 0 },
    asset: 'org.plant:tank-1',
    leaves:
      'ditto/command {"topic":"org.plant/tank-1/things/twin/commands/modify","path":"/features/valve/properties/position","value":0}',
  },
  'ditto-message': {
    where: 'topic',
    tag: { pattern: /^[^/\s]+(\/[^/\s]+)?$/, is: 'feature and subject, such as valve/close' },
    example: { topic: 'ditto/command', tag: 'valve/close', value: 0 },
    asset: 'org.plant:tank-1',
    leaves:
      'ditto/command {"topic":"org.plant/tank-1/things/live/messages/close","path":"/features/valve/inbox/messages/close","value":0}',
  },
  'ngsi-ld': {
    where: 'url',
    tag: { pattern: /^[^/\s?#]+$/, is: 'an attribute such as valvePosition' },
    example: { url: 'http://broker:1026', tag: 'valvePosition', value: 0 },
    asset: 'urn:ngsi-ld:Tank:1',
    leaves:
      'PATCH http://broker:1026/ngsi-ld/v1/entities/urn%3Angsi-ld%3ATank%3A1/attrs {"valvePosition":{"type":"Property","value":0,"observedAt":"2026-01-01T12:00:00.000Z"}}',
  },
  'ngsi-v2': {
    where: 'url',
    tag: { pattern: /^[^/\s?#<>"'=;()]+$/, is: 'an attribute such as valvePosition' },
    example: { url: 'http://broker:1026', tag: 'valvePosition', value: 0 },
    asset: 'Tank1',
    leaves: 'PATCH http://broker:1026/v2/entities/Tank1/attrs {"valvePosition":{"type":"Number","value":0}}',
  },
  aas: {
    where: 'url',
    tag: { pattern: /^[A-Za-z][\w.[\]]*$/, is: 'an idShort path such as Valve.Position' },
    example: { url: 'http://aas:8081', tag: 'Valve.Position', value: 0 },
    asset: 'urn:sm:1',
    leaves: 'PATCH http://aas:8081/submodels/dXJuOnNtOjE/submodel-elements/Valve.Position/$value 0',
  },
  sparkplug: {
    where: 'nothing',
    tag: { pattern: /^[^#+]+$/, is: 'the name of a metric such as Valve/Position' },
    example: { tag: 'Valve/Position', value: 0, datatype: 'Double' },
    asset: 'plant/edge/tank-1',
    leaves: 'spBv1.0/plant/DCMD/edge/tank-1 bytes',
  },
  opcua: {
    where: 'nothing',
    tag: { pattern: /^(ns=\d+;|nsu=[^;]+;)?[isgb]=.+/, is: 'a node id such as ns=2;s=Valve.Position' },
    example: { tag: 'ns=2;s=Valve.Position', value: 0, datatype: 'Double' },
    asset: 'line-1',
    leaves: 'ns=2;s=Valve.Position 0',
  },
  'opcua-iiot': {
    where: 'nothing',
    tag: { pattern: /^(ns=\d+;|nsu=[^;]+;)?[isgb]=.+/, is: 'a node id such as ns=2;s=Valve.Position' },
    example: { tag: 'ns=2;s=Valve.Position', value: 0, datatype: 'Double' },
    asset: 'line-1',
    leaves: 'ns=2;s=Valve.Position 0',
  },
  'aws-shadow': {
    where: 'nothing',
    tag: { pattern: /^[^.\s]+(\.[^.\s]+)*$/, is: 'a path such as valve.position' },
    example: { tag: 'valve.position', value: 0 },
    asset: 'tank-1',
    leaves: '$aws/things/tank-1/shadow/update {"state":{"desired":{"valve":{"position":0}}}}',
  },
  'azure-digital-twins': {
    where: 'url',
    tag: PATH,
    example: { url: 'https://plant.api.weu.digitaltwins.azure.net', tag: 'valve/position', value: 0 },
    asset: 'Tank1',
    leaves:
      'PATCH https://plant.api.weu.digitaltwins.azure.net/digitaltwins/Tank1?api-version=2023-10-31 [{"op":"add","path":"/valve/position","value":0}]',
  },
} as const satisfies Readonly<Record<string, Twin>>;

export type TwinName = keyof typeof TWINS;
export const TWIN_NAMES = Object.keys(TWINS) as TwinName[];

/** Datatypes that a write may name, and the numbers that each holds; all but Float and Double hold whole ones. */
export const DATATYPES = {
  Boolean: [0, 1],
  Int16: [-(2 ** 15), 2 ** 15 - 1],
  Int32: [-(2 ** 31), 2 ** 31 - 1],
  Int64: [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
  UInt16: [0, 2 ** 16 - 1],
  UInt32: [0, 2 ** 32 - 1],
  UInt64: [0, Number.MAX_SAFE_INTEGER],
  Float: [-3.4e38, 3.4e38],
  Double: [-Number.MAX_VALUE, Number.MAX_VALUE],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;
export type Datatype = keyof typeof DATATYPES;

/** The forms that an alarm can leave in, as the dialog lists them. */
export const ALARM_FORMS = ['plain', 'ditto', 'ngsi-ld', 'sparkplug', 'opcua-condition', 'cloudevents'] as const;
export type AlarmForm = (typeof ALARM_FORMS)[number];
