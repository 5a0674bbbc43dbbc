import assert from 'node:assert/strict';
import { get } from 'sparkplug-payload';
import { checkCase } from './case-check';
import { bench } from './helper';

const T = Date.UTC(2026, 0, 1);
const encode = (payload: object): Uint8Array => get('spBv1.0')!.encodePayload(payload as never);
const ISO = '2026-01-01T00:00:00Z';
const TEMP_FLOW = { temp: 61.5, flow: 4.25 };

interface Shape {
  payload: unknown;
  topic?: string;
  asset?: string;
  time?: number;
  /** Of the first record that must come. */
  values?: Record<string, number>;
  quality?: Record<string, string>;
  tags?: string[];
  count?: number;
}

/** Each in the way of another maker; what it holds is temp 61.5 and flow 4.25 unless it says otherwise. */
const SHAPES: Record<string, Shape> = {
  'Kepware, one of whose tags is a text': {
    payload: {
      timestamp: T,
      values: [
        { id: 'Ch1.lot', v: 'LOT7', q: true, t: T },
        { id: 'Ch1.temp', v: 61.5, q: true, t: T },
        { id: 'Ch1.flow', v: 4.25, q: true, t: T },
      ],
    },
    time: T,
    tags: ['temp', 'flow'],
  },
  'EdgeX 3: readings of an event, numbers as texts, origin in ns': {
    payload: {
      apiVersion: 'v3',
      requestId: 'a1d2',
      event: {
        id: 'b06f66d4-1e7d-4a8a-9e9d-0d6f2e8e0c11',
        deviceName: 'boiler',
        profileName: 'p',
        origin: 1767225600000000000,
        readings: [
          {
            id: '5a1959e0-0d1c-4a3e-92d4-8b8d1f2f9a60',
            origin: 1767225600000000000,
            deviceName: 'boiler',
            resourceName: 'temp',
            profileName: 'p',
            valueType: 'Float64',
            value: '6.15e+01',
          },
          { deviceName: 'boiler', resourceName: 'flow', profileName: 'p', valueType: 'Float64', value: '4.25' },
        ],
      },
    },
    asset: 'boiler',
    time: T,
  },
  'EdgeX 1: device and name': {
    payload: {
      device: 'boiler',
      readings: [
        { origin: T, device: 'boiler', name: 'temp', value: '61.5' },
        { origin: T, device: 'boiler', name: 'flow', value: '4.25' },
      ],
    },
    asset: 'boiler',
    time: T,
  },
  'MindSphere: data points in rows': {
    payload: [
      {
        timestamp: ISO,
        values: [
          { dataPointId: 'temp', value: '61.5', qualityCode: '0' },
          { dataPointId: 'flow', value: '4.25', qualityCode: '0' },
        ],
      },
    ],
    time: T,
  },
  'Litmus and others: one named value in a message': {
    payload: {
      success: true,
      datatype: 'float',
      timestamp: T,
      registerId: 'r',
      value: 61.5,
      deviceName: 'plc1',
      tagName: 'temp',
    },
    asset: 'plc1',
    time: T,
    values: { temp: 61.5 },
    tags: ['temp'],
  },
  'historian: tag, value, timestamp, quality': {
    payload: [
      { tag: 'temp', value: 61.5, timestamp: ISO, quality: 'Good' },
      { tag: 'flow', value: 4.25, timestamp: ISO, quality: 'Bad' },
    ],
    time: T,
    values: { temp: 61.5 },
    quality: { flow: 'bad' },
    tags: ['temp'],
  },
  'OPC Classic qualities': {
    payload: {
      items: [
        { ItemID: 'temp', Value: 61.5, Quality: 192, TimeStamp: '1/1/2026 12:00:00 AM' },
        { ItemID: 'flow', Value: 4.25, Quality: 24, TimeStamp: '1/1/2026 12:00:00 AM' },
      ],
    },
    time: T,
    values: { temp: 61.5 },
    quality: { flow: 'bad' },
    tags: ['temp'],
  },
  'OPC UA status codes': {
    payload: [
      { NodeName: 'x', DisplayName: 'temp', Value: 61.5, StatusCode: 0, SourceTimestamp: ISO },
      { NodeName: 'y', DisplayName: 'flow', Value: 4.25, StatusCode: 2147483648, SourceTimestamp: ISO },
    ],
    time: T,
    values: { temp: 61.5 },
    quality: { flow: 'bad' },
    tags: ['temp'],
  },
  'Azure IoT: points below a device': {
    payload: {
      deviceId: 'boiler',
      data: {
        points: [
          { name: 'temp', value: 61.5 },
          { name: 'flow', value: 4.25 },
        ],
        ts: T,
      },
    },
    asset: 'boiler',
    time: T,
  },
  'several devices in one message': {
    payload: {
      timestamp: ISO,
      devices: [
        {
          name: 'p1',
          metrics: [
            { name: 'temp', value: 61.5 },
            { name: 'flow', value: 4.25 },
          ],
        },
        { name: 'p2', metrics: [{ name: 'temp', value: 1 }] },
      ],
    },
    asset: 'p1',
    time: T,
    count: 2,
  },
  'numbers as names': {
    payload: {
      ts: T,
      registers: [
        { address: 40001, value: 61.5 },
        { address: 40002, value: 4.25 },
      ],
    },
    time: T,
    values: { 40001: 61.5, 40002: 4.25 },
    tags: ['40001', '40002'],
  },
  'a type as name, and a datatype that is none': {
    payload: [
      { type: 'temp', datatype: 'Float', value: 61.5 },
      { type: 'flow', datatype: 'Float', value: 4.25 },
    ],
  },
  'a value that says its datatype': {
    payload: {
      time: ISO,
      tags: [
        { name: 'temp', value: { doubleValue: 61.5 } },
        { name: 'flow', value: { doubleValue: 4.25 } },
      ],
    },
    time: T,
  },
  'a value for each datatype in a key of its own': {
    payload: {
      time: ISO,
      tags: [
        { name: 'temp', floatValue: 61.5 },
        { name: 'running', boolValue: true },
      ],
    },
    time: T,
    values: { temp: 61.5, running: 1 },
    tags: ['temp', 'running'],
  },
  'as JSON text': {
    payload: JSON.stringify({
      d: [
        { tag: 'temp', value: 61.5 },
        { tag: 'flow', value: 4.25 },
      ],
      ts: ISO,
    }),
    time: T,
  },
  'a number beside the list': {
    payload: {
      messageId: 7,
      timestamp: T,
      power: 3,
      values: [
        { name: 'temp', value: 61.5 },
        { name: 'flow', value: 4.25 },
      ],
    },
    time: T,
    values: { ...TEMP_FLOW, power: 3 },
    tags: ['temp', 'flow', 'power'],
  },
  'a value with its time and quality under its name': {
    payload: {
      temp: { value: 61.5, timestamp: T, quality: 'GOOD' },
      flow: { value: 4.25, timestamp: T, quality: 'GOOD' },
    },
    time: T,
  },
  'values under their names, one of them bad': {
    payload: { temp: { v: 61.5, q: 192, ts: T }, flow: { v: 0, q: 0, ts: T } },
    time: T,
    values: { temp: 61.5 },
    quality: { flow: 'bad' },
    tags: ['temp'],
  },
  'a time inside of the part that it is for': {
    payload: { device: 'boiler', data: { timestamp: T, temp: 61.5, flow: 4.25 } },
    asset: 'boiler',
    time: T,
  },
  'SenML with names of their own': {
    payload: [
      { bn: 'urn:dev:ow:10e2073a:', bt: 1767225600, bu: 'Cel', n: 'temp', v: 61.5 },
      { n: 'flow', u: 'l/s', v: 4.25 },
    ],
    asset: 'urn:dev:ow:10e2073a',
    time: T,
  },
  'SenML with a base value and booleans': {
    payload: [
      { bn: 'pump/', bt: 1767225600, bv: 60, n: 'temp', v: 1.5 },
      { n: 'running', vb: true },
      { n: 'label', vs: 'north' },
    ],
    asset: 'pump',
    time: T,
    values: { temp: 61.5, running: 1 },
    tags: ['temp', 'running'],
  },
  'SenML before it was a standard': {
    payload: {
      bn: 'pump',
      bt: 1767225600,
      e: [
        { n: 'temp', v: 61.5 },
        { n: 'flow', v: 4.25 },
      ],
    },
    asset: 'pump',
    time: T,
  },
  'InfluxDB: rows of two places, the place a tag': {
    payload: [
      { _time: ISO, _measurement: 'pump', _field: 'temp', _value: 61.5, device: 'p1' },
      { _time: ISO, _measurement: 'pump', _field: 'flow', _value: 4.25, device: 'p1' },
      { _time: ISO, _measurement: 'pump', _field: 'temp', _value: 1, device: 'p2' },
    ],
    asset: 'p1',
    time: T,
    count: 2,
  },
  'InfluxDB: the answer of a query': {
    payload: {
      results: [{ series: [{ name: 'pump', columns: ['time', 'temp', 'flow'], values: [[ISO, 61.5, 4.25]] }] }],
    },
    time: T,
  },
  'InfluxDB: lines': {
    payload: 'pump,device=p1 temp=61.5,flow=4.25,note="a, b=c" 1767225600000000000\n',
    asset: 'p1',
    time: T,
  },
  'Telegraf: a batch': {
    payload: {
      metrics: [
        {
          fields: { temp: 61.5, flow: 4.25, state: 'on line' },
          name: 'pump',
          tags: { host: 'gw', device: 'p1' },
          timestamp: 1767225600,
        },
        { fields: { temp: 1 }, name: 'pump', tags: { host: 'gw', device: 'p2' }, timestamp: 1767225600 },
      ],
    },
    asset: 'p1',
    time: T,
    count: 2,
  },
  'SiteWise: entries': {
    payload: {
      entries: [
        ['temp', 61.5],
        ['flow', 4.25],
      ].map(([name, doubleValue]) => ({
        entryId: name,
        propertyAlias: `/plant/boiler/${name}`,
        propertyValues: [
          { value: { doubleValue }, timestamp: { timeInSeconds: 1767225600, offsetInNanos: 0 }, quality: 'GOOD' },
        ],
      })),
    },
    asset: 'plant/boiler',
    time: T,
  },
  'SiteWise: an update': {
    payload: {
      type: 'PropertyValueUpdate',
      payload: {
        assetId: 'a',
        propertyId: 'temp',
        values: [
          {
            timestamp: { timeInSeconds: 1767225600, offsetInNanos: 500000000 },
            quality: 'GOOD',
            value: { doubleValue: 61.5 },
          },
        ],
      },
    },
    asset: 'a',
    time: T + 500,
    values: { temp: 61.5 },
    tags: ['temp'],
  },
  'columns and rows': {
    payload: { columns: ['time', 'temp', 'flow'], rows: [[ISO, 61.5, 4.25]] },
    time: T,
  },
  'a header as the first row': {
    payload: [
      ['time', 'temp', 'flow'],
      [ISO, 61.5, 4.25],
    ],
    time: T,
  },
  'names and values side by side': {
    payload: { names: ['temp', 'flow'], values: [61.5, 4.25] },
  },
};

describe('named values', () => {
  for (const [name, shape] of Object.entries(SHAPES)) {
    it(`are read by their names: ${name}`, () => {
      const {
        payload,
        topic = 'gateway',
        asset,
        time,
        values = TEMP_FLOW,
        quality = {},
        tags = ['temp', 'flow'],
      } = shape;
      const record = {
        values,
        quality,
        ...(asset === undefined ? {} : { asset }),
        ...(time === undefined ? {} : { time }),
      };
      checkCase({
        messages: [{ topic, payload }],
        expected: { records: [record], tags, errors: 0, ...(shape.count === undefined ? {} : { count: shape.count }) },
      });
    });
  }

  it('keep their names when places change and when only what changed is sent', () => {
    const b = bench();
    const send = (...points: [string, number][]) => b.one({ d: points.map(([tag, value]) => ({ tag, value })) }, 'wa');
    send(['a', 1], ['b', 2]);
    assert.deepEqual(send(['b', 3]).values['b'], 3);
    assert.deepEqual(send(['b', 4], ['a', 5]).values, { a: 5, b: 4 });
  });

  it('each have their own time where the source gives one', () => {
    checkCase({
      messages: [
        {
          topic: 'p',
          payload: [
            { name: 'a', value: 1, ts: T },
            { name: 'a', value: 2, ts: T + 5000 },
            { name: 'b', value: 3, ts: T },
          ],
        },
      ],
      expected: {
        records: [
          { time: T, values: { a: 1, b: 3 } },
          { time: T + 5000, values: { a: 2 } },
        ],
        count: 2,
        errors: 0,
      },
    });
  });

  it('are asked about where the name or the value is not sure', () => {
    for (const payload of [
      [
        { wat: 'temp', wert1: 61.5, ts: T },
        { wat: 'flow', wert1: 4.25, ts: T },
      ],
      {
        list: [
          { name: 'temp', value: 61.5, other: 3 },
          { name: 'flow', value: 4.25, other: 9 },
        ],
      },
      [
        { name: 'temp', place: 'roof', value: 61.5 },
        { name: 'temp', place: 'cellar', value: 4.25 },
      ],
      [
        { time: ISO, location: 'roof', temp: 61.5, flow: 1 },
        { time: ISO, location: 'cellar', temp: 4.25, flow: 1 },
      ],
    ]) {
      const b = bench();
      assert.throws(() => b.send(payload, 'p'), /confirm the mapping that the node's dialog proposes/);
      assert.deepEqual(b.ingest.assets(), []);
      assert.equal(b.ingest.status().waiting, 1);
      assert.equal(b.events.filter(({ event }) => event === 'mapping').length, 1);
      assert.throws(() => b.send(payload, 'p'));
      assert.equal(b.events.filter(({ event }) => event === 'mapping').length, 1);
      const [kind] = b.ingest.waiting();
      assert.equal(kind!.count, 2);
      assert.ok(kind!.sample.includes('61.5') && kind!.sample.length <= 2000);
    }
  });

  it('are read as proposed once the proposal is taken over', () => {
    const payload = {
      list: [
        { wat: 'temp', zahl: 61.5, ts: T },
        { wat: 'flow', zahl: 4.25, ts: T },
      ],
    };
    const asking = bench();
    assert.throws(() => asking.send(payload, 'p'));
    const settings = { format: 'mapping', ...asking.ingest.waiting()[0]!.proposal };
    checkCase({
      settings,
      messages: [{ topic: 'p', payload }],
      expected: { records: [{ asset: 'p', time: T, values: TEMP_FLOW }], count: 1, errors: 0, tags: ['temp', 'flow'] },
    });
    const places = [
      { time: ISO, location: 'roof', temp: 61.5, flow: 4.25 },
      { time: ISO, location: 'cellar', temp: 1, flow: 1 },
    ];
    const rows = bench();
    assert.throws(() => rows.send(places, 'p'));
    checkCase({
      settings: { format: 'mapping', ...rows.ingest.waiting()[0]!.proposal },
      messages: [{ topic: 'p', payload: places }],
      expected: {
        records: [{ asset: 'roof', time: T, values: TEMP_FLOW }],
        count: 2,
        errors: 0,
        tags: ['temp', 'flow'],
      },
    });
  });

  it('in doubt cost no others of the message', () => {
    checkCase({
      messages: [
        {
          topic: 'p',
          payload: {
            good: [
              { name: 'temp', value: 61.5 },
              { name: 'flow', value: 4.25 },
            ],
            odd: [
              { wat: 'x', zahl: 1 },
              { wat: 'y', zahl: 2 },
            ],
          },
        },
      ],
      expected: { records: [{ values: TEMP_FLOW }], errors: 0, events: ['mapping'] },
    });
  });

  it('are not seen in lists of pure numbers, which stay as they are', () => {
    assert.deepEqual(bench().one([1, 2, 3]).values, { t1: 1, t2: 2, t3: 3 });
    assert.deepEqual(bench().one({ cells: [3.5, 3.6] }).values, { 'cells.0': 3.5, 'cells.1': 3.6 });
    assert.deepEqual(bench().one({ cells: [{ u: 3.5, i: 1 }] }).values, { 'cells.0.u': 3.5, 'cells.0.i': 1 });
  });

  it('do not count for more than they are: hostile names stay names or are refused', () => {
    const b = bench();
    assert.throws(
      () =>
        b.send(
          [
            { name: '__proto__', value: 1 },
            { name: 'x', value: 2 },
          ],
          'p',
        ),
      /^InputError: payload: /,
    );
    const record = bench().one(
      [
        { name: '<img src=x onerror=alert(1)>', value: 1 },
        { name: 'x', value: 2 },
      ],
      'p',
    );
    assert.equal(record.values['<img src=x onerror=alert(1)>'], 1);
  });
});

describe('Sparkplug without its topic', () => {
  const metrics = [{ name: 'Temp', type: 'Float', value: 61.5, timestamp: T }];
  for (const [what, payload] of [
    ['decoded, with a sequence number', { timestamp: T, metrics, seq: 3 }],
    ['decoded, with aliases', { timestamp: T, metrics: [{ alias: 5, value: 61.5 }] }],
    [
      'decoded, with datatypes by number',
      { timestamp: T, metrics: [{ name: 'Temp', dataType: 9, value: 61.5 }], seq: 0 },
    ],
    ['as bytes', encode({ timestamp: T, metrics, seq: 3 })],
  ] as const) {
    it(`asks for the topic: ${what}`, () => {
      assert.throws(() => bench().send(payload), /^InputError: topic: is missing; Sparkplug needs the topic/);
    });
  }
});
