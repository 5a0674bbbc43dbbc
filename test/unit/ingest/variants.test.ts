import assert from 'node:assert/strict';
import type { TwinRecord } from '../../../lib/record/record';
import { bench, START } from './helper';

/** Variants of the formats beyond the samples; the last message of each is what is looked at. */
const T = '2026-01-01T00:00:05.000Z';
const TIME = Date.parse(T);

interface Variant {
  readonly messages: readonly Record<string, unknown>[];
  readonly settings?: Record<string, unknown>;
  readonly expected: readonly Partial<TwinRecord>[];
}
const one = (message: Record<string, unknown>, ...expected: Partial<TwinRecord>[]): Variant => ({
  messages: [message],
  expected,
});

const ditto = (path: string, value: unknown, action = 'modified'): Record<string, unknown> => ({
  payload: { topic: `plant/pump/things/twin/events/${action}`, path, value, revision: 1, timestamp: T },
});
const spark = (type: string, payload: object): Record<string, unknown> => ({ topic: `spBv1.0/G/${type}/E/D`, payload });
const long = (low: number, high: number): object => ({ low, high, unsigned: true });

/** As node-opcua has it in memory. */
class StatusCode {
  readonly _value: number;
  constructor(value: number) {
    this._value = value;
  }
  get value(): number {
    return this._value;
  }
}
class Variant64 {
  readonly dataType = 9;
  readonly value = [1, 5];
}

const VARIANTS: Record<string, Variant> = {
  'Ditto: a merge that removes a property': {
    messages: [
      ditto('/features/f/properties', { x: 1, y: 2 }),
      ditto('/features/f', { properties: { x: null, y: 3 } }, 'merged'),
    ],
    expected: [{ asset: 'plant:pump', time: TIME, values: { 'f/y': 3 }, quality: { 'f/x': 'bad' } }],
  },
  'Ditto: a property inside of a property': one(ditto('/features/f/properties/a/b', 7), { values: { 'f/a/b': 7 } }),
  'Ditto: all features': one(ditto('/features', { f: { properties: { x: 1 } }, g: { properties: { y: true } } }), {
    values: { 'f/x': 1, 'g/y': 1 },
  }),
  'Ditto: a desired property is no measurement': one(ditto('/features/f/desiredProperties/x', 4)),
  'Ditto: a wish becomes a setpoint when asked for': {
    messages: [ditto('/features/f', { properties: { x: 1 }, desiredProperties: { x: 4 } })],
    settings: { wishes: true },
    expected: [
      { values: { 'f/x': 1, 'f/x/desired': 4 }, roles: { 'f/x/desired': 'setpoint' }, derived: { 'f/x~setpoint': -3 } },
    ],
  },
  'Ditto: an attribute is no measurement': one(ditto('/attributes/location', { latitude: 44 })),
  'Ditto: a thing from the search': one(
    {
      payload: [
        { thingId: 'a:1', features: { f: { properties: { x: 1 } } } },
        { thingId: 'a:2', features: { f: { properties: { x: 2 } } } },
      ],
    },
    { asset: 'a:1', values: { 'f/x': 1 } },
    { asset: 'a:2', values: { 'f/x': 2 } },
  ),
  'Sparkplug: integers whose sign only the type tells': one(
    spark('DBIRTH', {
      timestamp: TIME,
      seq: 1,
      metrics: [
        { name: 'i64', type: 'Int64', value: long(-5, -1) },
        { name: 'u64', type: 'UInt64', value: long(-1, 0) },
        { name: 'u32', type: 'UInt32', value: long(-2, 0) },
        { name: 'plain32', type: 'UInt32', value: -2 },
        { name: 'i32', type: 3, value: long(-3, 0) },
        { name: 'i16', type: 'Int16', value: long(65_535, 0) },
      ],
    }),
    { values: { i64: -5, u64: 4_294_967_295, u32: 4_294_967_294, plain32: 4_294_967_294, i32: -3, i16: -1 } },
  ),
  'Sparkplug: a template nests its metrics': one(
    spark('DBIRTH', {
      timestamp: TIME,
      metrics: [{ name: 'Motor', type: 'Template', value: { metrics: [{ name: 'rpm', type: 'Int32', value: 9 }] } }],
    }),
    { values: { 'Motor/rpm': 9 } },
  ),
  'Sparkplug: bad and stale quality': {
    messages: [
      spark('DBIRTH', {
        timestamp: TIME,
        seq: 1,
        metrics: [
          { name: 'a', type: 'Float', value: 1 },
          { name: 'b', type: 'Float', value: 1 },
          { name: 'c', type: 'Float', value: 1 },
        ],
      }),
      spark('DDATA', {
        timestamp: TIME + 1,
        seq: 2,
        metrics: [
          { name: 'a', type: 'Float', value: 2, properties: { Quality: { value: 0 } } },
          { name: 'b', type: 'Float', value: 2, properties: { Quality: { value: 500 } } },
          { name: 'c', type: 'Float', value: 2, properties: { Quality: { value: 192 } } },
        ],
      }),
    ],
    expected: [{ values: { c: 2 }, quality: { a: 'bad', b: 'stale' } }],
  },
  'Sparkplug: a gap in seq is a loss, also around 255': {
    messages: [
      spark('DBIRTH', { timestamp: TIME, seq: 254, metrics: [{ name: 'a', type: 'Float', value: 1 }] }),
      spark('DDATA', { timestamp: TIME + 1, seq: 1, metrics: [{ name: 'a', type: 'Float', value: 2 }] }),
    ],
    expected: [
      {
        values: { a: 2 },
        comms: { interval: 1, sequenceGap: 2, skew: START - TIME - 1, source: 'spBv1.0/G/DDATA/E/D' },
      },
    ],
  },
  'Sparkplug: commands and host states are no measurement': {
    messages: [spark('DCMD', { metrics: [{ name: 'a', value: 1 }] })],
    expected: [],
  },
  'OPC UA: a DataValue as node-opcua has it in memory': one(
    {
      topic: 'ns=2;s=Counter',
      payload: { value: new Variant64(), statusCode: new StatusCode(0x40_00_00_00), sourceTimestamp: new Date(TIME) },
    },
    {
      asset: 'twin',
      time: TIME,
      values: { 'ns=2;s=Counter': 2 ** 32 + 5 },
      quality: { 'ns=2;s=Counter': 'uncertain' },
    },
  ),
  'OPC UA: many values with their items': one(
    {
      topic: 'multiple',
      items: ['ns=1;i=1', 'ns=1;i=2'],
      payload: [
        { value: { dataType: 'Double', value: 1 }, statusCode: { value: 0 }, sourceTimestamp: T },
        { value: { dataType: 'Boolean', value: true }, statusCode: { value: 0x80_00_00_00 }, sourceTimestamp: T },
      ],
    },
    { values: { 'ns=1;i=1': 1 }, quality: { 'ns=1;i=2': 'bad' } },
  ),
  'OPC UA: a signed 64-bit integer in two words': one(
    { topic: 'ns=1;i=7', datatype: 'Int64', payload: [-1, -5], statusCode: { value: 0 }, sourceTimestamp: T },
    { values: { 'ns=1;i=7': -5 } },
  ),
  'OPC Publisher: PubSub': one(
    {
      payload: {
        MessageId: '1',
        MessageType: 'ua-data',
        PublisherId: 'line1',
        Messages: [
          {
            DataSetWriterId: 1,
            MessageType: 'ua-deltaframe',
            Payload: {
              Temp: { Value: 1.5, SourceTimestamp: T },
              Flow: { StatusCode: { Code: 2_150_694_912 }, SourceTimestamp: T },
            },
          },
        ],
      },
    },
    { asset: 'line1', time: TIME, values: { Temp: 1.5 }, quality: { Flow: 'bad' } },
  ),
  'OPC Publisher: metadata brings no values': one({
    payload: { MessageType: 'ua-metadata', PublisherId: 'line1', MetaData: { Fields: [] } },
  }),
  'OPC Publisher: plain samples': one(
    { payload: { NodeId: 'ns=1;i=1', ApplicationUri: 'urn:plc', Value: 5, SourceTimestamp: T } },
    { asset: 'urn:plc', time: TIME, values: { 'ns=1;i=1': 5 } },
  ),
  'NGSI-LD: a bare entity, concise, with a null': one(
    {
      payload: {
        id: 'urn:ngsi-ld:Pump:1',
        type: 'Pump',
        flow: { value: 3, observedAt: T, unitCode: 'MQH' },
        temp: { type: 'Property', value: { '@type': 'Intangible', '@value': null } },
        isIn: { type: 'Relationship', object: 'urn:x' },
      },
    },
    { asset: 'urn:ngsi-ld:Pump:1', time: TIME, values: { flow: 3 }, quality: { temp: 'bad' } },
  ),
  'NGSIv2: values without names stand in the order of the tag table': {
    messages: [{ topic: 'room', payload: { subscriptionId: '1', data: [[23, 70]] } }],
    settings: { tags: '{"temperature":{},"humidity":{}}' },
    expected: [{ asset: 'room', values: { temperature: 23, humidity: 70 } }],
  },
  'AAS: a BaSyx event of one value': one(
    {
      topic: 'sm-repository/sm-repo/submodels/dXJuOnNtOjE/submodelElements/Motor.Speed/value/updated',
      payload: '"1480"',
    },
    { asset: 'urn:sm:1', values: { 'Motor.Speed': 1480 } },
  ),
  'AAS: lists, entities and ranges': one(
    {
      payload: {
        modelType: { name: 'Submodel' },
        id: 'urn:sm:2',
        submodelElements: [
          {
            modelType: 'SubmodelElementList',
            idShort: 'L',
            value: [{ modelType: 'Property', valueType: 'xs:double', value: '1.5' }],
          },
          {
            modelType: 'Entity',
            idShort: 'E',
            statements: [{ modelType: 'Property', idShort: 'P', valueType: 'xs:boolean', value: 'true' }],
          },
          { modelType: 'Range', idShort: 'R', valueType: 'xs:int', min: '0', max: '9' },
          { modelType: 'Property', idShort: 'Serial', valueType: 'xs:string', value: '4711' },
        ],
      },
    },
    { asset: 'urn:sm:2', values: { 'L.0': 1.5, 'E.P': 1 } },
  ),
  'AAS: a time series with records': one(
    {
      payload: {
        modelType: 'Submodel',
        id: 'urn:ts',
        submodelElements: [
          {
            modelType: 'SubmodelElementCollection',
            idShort: 'Segments',
            value: [
              {
                modelType: 'SubmodelElementCollection',
                idShort: 'InternalSegment',
                value: [
                  {
                    modelType: 'SubmodelElementCollection',
                    idShort: 'Records',
                    value: [row('2026-01-01T00:00:02Z', '2.5'), row('2026-01-01T00:00:01Z', '1.5')],
                  },
                ],
              },
            ],
          },
        ],
      },
    },
    { time: START + 1000, values: { acc: 1.5 } },
    { time: START + 2000, values: { acc: 2.5 } },
  ),
  'Azure Digital Twins: an update': one(
    {
      payload: {
        specversion: '1.0',
        type: 'Microsoft.DigitalTwins.Twin.Update',
        source: 's',
        subject: 'floor1',
        time: T,
        data: {
          modelId: 'dtmi:x;1',
          patch: [
            { op: 'replace', path: '/Temperature', value: 40 },
            { op: 'add', path: '/$metadata/x', value: 1 },
          ],
        },
      },
    },
    { asset: 'floor1', time: TIME, values: { Temperature: 40 } },
  ),
  'Azure Digital Twins: a twin with its times': one(
    {
      payload: {
        $dtId: 'room1',
        $metadata: { $model: 'dtmi:x;1', T: { lastUpdateTime: T } },
        T: 21,
        heater: { $metadata: {}, power: 3 },
      },
    },
    { asset: 'room1', time: TIME, values: { T: 21, 'heater/power': 3 } },
  ),
  'AWS shadow: times in seconds, one per property; no previous state; a named shadow': one(
    {
      topic: '$aws/things/pump/shadow/name/main/update/documents',
      payload: {
        previous: null,
        current: {
          state: { reported: { a: 1, deep: { b: 2 }, list: [3] }, desired: { a: 9 } },
          metadata: { reported: { a: { timestamp: TIME / 1000 } } },
          version: 4,
        },
        timestamp: TIME / 1000,
      },
    },
    { asset: 'pump/main', time: TIME, values: { a: 1, 'deep.b': 2, 'list.0': 3 } },
  ),
  'AWS shadow: a delta is no measurement': one({
    topic: '$aws/things/pump/shadow/update/delta',
    payload: { state: { a: 3 }, version: 3 },
  }),
  'AWS TwinMaker: all value types': one(
    {
      payload: {
        propertyValues: [
          ['d', { doubleValue: 1.5 }],
          ['i', { integerValue: 2 }],
          ['l', { longValue: 3 }],
          ['b', { booleanValue: true }],
        ].map(([propertyName, value]) => ({
          entityPropertyReference: { entityId: 'e', propertyName },
          values: [{ time: T, value }],
        })),
      },
    },
    { asset: 'e', time: TIME, values: { d: 1.5, i: 2, l: 3, b: 1 } },
  ),
  'ThingsBoard: a list': one(
    {
      topic: 'd',
      payload: [
        { ts: TIME, values: { a: 1 } },
        { ts: TIME + 1, values: { a: 2 } },
      ],
    },
    { time: TIME, values: { a: 1 } },
    { time: TIME + 1, values: { a: 2 } },
  ),
  'ThingsBoard: a gateway': one(
    {
      topic: 'v1/gateway/telemetry',
      payload: { A: [{ ts: TIME, values: { x: 1 } }], B: [{ ts: TIME, values: { x: 2 } }] },
    },
    { asset: 'A', values: { x: 1 } },
    { asset: 'B', values: { x: 2 } },
  ),
  'EMQX Neuron: a list of tags': one(
    {
      payload: {
        timestamp: TIME,
        node: 'plc',
        group: 'g',
        tags: [
          { name: 'a', value: 1 },
          { name: 'b', error: 2014 },
        ],
      },
    },
    { asset: 'plc', time: TIME, values: { a: 1 }, quality: { b: 'bad' } },
  ),
  'AVEVA: uncertain and bad': {
    messages: [
      { topic: 'G/a', payload: { d: 1, dt: 5, ts: T, q: 192 } },
      { topic: 'G/a', payload: { d: 2, dt: 5, ts: '2026-01-01T00:00:06Z', q: 64 } },
    ],
    expected: [{ asset: 'G', values: { a: 2 }, quality: { a: 'uncertain' } }],
  },
  'CloudEvents: data as base64 JSON': one(
    {
      payload: {
        specversion: '1.0',
        type: 'x',
        source: '/plant',
        subject: 'p1',
        time: T,
        data_base64: Buffer.from('{"a":1}').toString('base64'),
      },
    },
    { asset: 'p1', time: TIME, values: { a: 1 } },
  ),
  'CloudEvents: a batch': one(
    {
      payload: [
        { specversion: '1.0', type: 'x', source: 'p1', data: { a: 1 } },
        { specversion: '1.0', type: 'x', source: 'p2', data: { a: 2 } },
      ],
    },
    { asset: 'p1', values: { a: 1 } },
    { asset: 'p2', values: { a: 2 } },
  ),
  'plain: a number by itself': one({ topic: 'line/p/temp', payload: 3.5 }, { asset: 'line/p', values: { temp: 3.5 } }),
  'plain: one JSON object in each line': one(
    { topic: 'p', payload: `{"ts":${TIME},"a":1}\n{"ts":${TIME + 1},"a":2}\n` },
    { time: TIME, values: { a: 1 } },
    { time: TIME + 1, values: { a: 2 } },
  ),
  'plain: text as bytes': one(
    { topic: 'line/p/temp', payload: Buffer.from('3.5') },
    { asset: 'line/p', values: { temp: 3.5 } },
  ),
  'plain: rows of numbers': one(
    {
      topic: 'p',
      payload: [
        [1, 2],
        [3, 4],
      ],
    },
    { values: { t1: 1, t2: 2 } },
    { values: { t1: 3, t2: 4 } },
  ),
  'plain: CSV without a header': one(
    { topic: 'p', payload: '1;2\n3;4' },
    { values: { t1: 1, t2: 2 } },
    { values: { t1: 3, t2: 4 } },
  ),
  'plain: rows that begin with the newest': one(
    {
      topic: 'p',
      payload: [
        { time: TIME + 1000, a: 2 },
        { time: TIME, a: 1 },
      ],
    },
    { time: TIME, values: { a: 1 } },
    { time: TIME + 1000, values: { a: 2 } },
  ),
  'a mapping into a text of JSON': {
    messages: [{ payload: { key: 'p9', value: '{"ts":1767225605000,"data":{"a":1,"b":{"c":2}}}' } }],
    settings: {
      format: 'mapping',
      assetPath: 'payload.key',
      timePath: 'payload.value.ts',
      valuePath: 'payload.value.data',
    },
    expected: [{ asset: 'p9', time: TIME, values: { a: 1, 'b.c': 2 } }],
  },
  'a mapping of its own': {
    messages: [
      {
        topic: 'plant/7',
        payload: {
          dev: { sn: 12 },
          readings: [
            { n: 'a', v: 1, t: TIME },
            { n: 'b', v: 2, t: TIME + 1000 },
          ],
        },
      },
    ],
    settings: {
      format: 'mapping',
      assetPath: 'topic[1]',
      timePath: 'payload.readings[].t',
      tagPath: 'payload.readings[].n',
      valuePath: 'payload.readings[].v',
    },
    expected: [
      { asset: '7', time: TIME, values: { a: 1 } },
      { asset: '7', time: TIME + 1000, values: { a: 1, b: 2 } },
    ],
  },
};

describe('variants of twin formats', () => {
  for (const [name, { messages, settings, expected }] of Object.entries(VARIANTS)) {
    it(name, () => {
      const b = bench(settings);
      let records: TwinRecord[] = [];
      for (const message of messages) records = b.message(message, START);
      assert.equal(records.length, expected.length);
      expected.forEach((wanted, i) => {
        const found = Object.fromEntries(Object.keys(wanted).map((key) => [key, records[i]![key as keyof TwinRecord]]));
        assert.deepEqual(found, wanted);
        if (wanted.quality === undefined) assert.equal(records[i]!.quality, undefined);
      });
    });
  }
});

function row(time: string, value: string): object {
  return {
    modelType: 'SubmodelElementCollection',
    idShort: 'Record',
    value: [
      { modelType: 'Property', idShort: 'Time', valueType: 'xs:dateTime', value: time },
      { modelType: 'Property', idShort: 'acc', valueType: 'xs:double', value },
    ],
  };
}
