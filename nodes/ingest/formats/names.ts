/** Names of all formats, in the order in which they are tried; the settings keep them. */
export const FORMAT_NAMES = [
  'record',
  'ditto',
  'sparkplug',
  'opcua',
  'opc-publisher',
  'ngsi',
  'aas',
  'azure-digital-twins',
  'aws-shadow',
  'aws-twinmaker',
  'thingsboard',
  'neuron',
  'cognite',
  'aveva',
  'cloudevents',
  'csv',
  'scalar',
  'rows',
  'array',
  'object',
] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];
