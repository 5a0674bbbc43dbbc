import assert from 'node:assert/strict';
import type { Message } from '../../../nodes/ingest/reading';
import { type Case, checkCase } from './case-check';
import { bench, START } from './helper';

/** One second after the start, as sources write it. */
const T = START + 1000;
const ISO = '2026-01-01T00:00:01Z';
const NEXT = '2026-01-01T00:00:02Z';

type Wanted = NonNullable<Case['expected']['records']>[number];

function right(what: string, messages: Case['messages'], records: readonly Wanted[], tags?: readonly string[]): void {
  it(what, () => checkCase({ messages, expected: { records, errors: 0, ...(tags && { tags }) } }));
}

function asks(what: string, message: Message, says: RegExp): void {
  it(what, () => {
    const b = bench();
    assert.throws(() => b.message(message), says);
    assert.deepEqual(b.ingest.assets(), []);
  });
}

describe('two things in one stream are two assets', () => {
  right(
    'where an object beside the values names the thing',
    [
      { topic: 'plant', payload: { device: { id: 'p1', name: 'Pump 1' }, ts: T, temp: 61.5 } },
      { topic: 'plant', payload: { device: { id: 'p2', name: 'Pump 2' }, ts: T, temp: 50 } },
    ],
    [
      { asset: 'p1', time: T, values: { temp: 61.5 } },
      { asset: 'p2', time: T, values: { temp: 50 } },
    ],
    ['temp'],
  );
  right(
    'where rows carry what they belong to in their metadata, as MongoDB keeps series',
    [
      {
        payload: [
          { _id: 'a', timestamp: { $date: ISO }, metadata: { sensorId: 's1' }, temp: { $numberDouble: '61.5' } },
          { _id: 'b', timestamp: { $date: ISO }, metadata: { sensorId: 's2' }, temp: { $numberDouble: '50' } },
        ],
      },
    ],
    [
      { asset: 's1', time: T, values: { temp: 61.5 } },
      { asset: 's2', time: T, values: { temp: 50 } },
    ],
    ['temp'],
  );
  right(
    'where a radio receiver tells a model and its number',
    [1234, 999].map((id) => ({ topic: 'rtl_433', payload: { time: ISO, model: 'Acurite', id, temp: id } })),
    [
      { asset: 'Acurite/1234', time: T, values: { temp: 1234 } },
      { asset: 'Acurite/999', time: T, values: { temp: 999 } },
    ],
    ['temp'],
  );
  right(
    'where IoT Hub names the device beside the body',
    [{ payload: { body: { temp: 61.5 }, systemProperties: { 'iothub-connection-device-id': 'p1' } } }],
    [{ asset: 'p1', values: { temp: 61.5 } }],
  );
  right(
    'where the whole message is wrapped',
    [{ payload: { payload: { data: { device: 'p1', ts: T, temp: 61.5 } } } }],
    [{ asset: 'p1', time: T, values: { temp: 61.5 } }],
  );
  right(
    'in OpenTSDB, by a label of the point',
    [
      {
        payload: [
          { metric: 'temp', timestamp: T / 1000, value: 61.5, tags: { host: 'p1' } },
          { metric: 'temp', timestamp: T / 1000, value: 50, tags: { host: 'p2' } },
        ],
      },
    ],
    [
      { asset: 'p1', time: T, values: { temp: 61.5 } },
      { asset: 'p2', time: T, values: { temp: 50 } },
    ],
  );
  right(
    'in NGSIv1, by the id of the entity',
    [
      {
        payload: {
          subscriptionId: '51c0',
          contextResponses: ['R1', 'R2'].map((id, i) => ({
            contextElement: {
              id,
              type: 'Room',
              attributes: [{ name: 'temperature', type: 'float', value: String(20 + i) }],
            },
            statusCode: { code: '200' },
          })),
        },
      },
    ],
    [
      { asset: 'R1', values: { temperature: 20 } },
      { asset: 'R2', values: { temperature: 21 } },
    ],
    ['temperature'],
  );
  right(
    'in points for InfluxDB, by their tags',
    [
      {
        payload: [
          { measurement: 'plc', fields: { temp: 61.5 }, tags: { device: 'p1' }, timestamp: ISO },
          { measurement: 'plc', fields: { temp: 50 }, tags: { device: 'p2' }, timestamp: ISO },
        ],
      },
    ],
    [
      { asset: 'p1', time: T, values: { temp: 61.5 } },
      { asset: 'p2', time: T, values: { temp: 50 } },
    ],
  );
  asks(
    'or it is asked where two lists use one name',
    { payload: { a: { values: [{ id: 'temp', v: 1 }] }, b: { values: [{ id: 'temp', v: 2 }] } } },
    /names "temp" twice at one time/,
  );
  asks(
    'or it is asked where rows of one time have numbers of their own',

    {
      payload: [
        { time: ISO, slave_id: 1, temp: 61.5 },
        { time: ISO, slave_id: 2, temp: 50 },
      ],
    },
    /rows of one time that slave_id tells apart/,
  );
  right(
    'and writers of one OPC UA message keep their names apart',
    [
      {
        payload: [
          {
            MessageId: '1',
            MessageType: 'ua-data',
            PublisherId: 'pub',
            Messages: [
              { DataSetWriterName: 'pump1', Timestamp: ISO, Payload: { Temp: 61.5, P: 4 } },
              { DataSetWriterName: 'pump2', Timestamp: ISO, Payload: { Temp: 50 } },
            ],
          },
        ],
      },
    ],
    [{ asset: 'pub', time: T, values: { 'pump1.Temp': 61.5, 'pump2.Temp': 50, P: 4 } }],
  );
});

describe('values that an answer wraps are read by name and time, never by place', () => {
  const two = [
    { time: T, values: { temp: 61.5 } },
    { time: T + 1000, values: { temp: 61.7 } },
  ];
  const rows = [
    { ts: ISO, temp: 61.5 },
    { ts: NEXT, temp: 61.7 },
  ];
  right('of SQL Server', [{ payload: { recordset: rows, rowsAffected: [2] } }], two, ['temp']);
  right('of PostgreSQL', [{ payload: { command: 'SELECT', rowCount: 2, rows } }], two, ['temp']);
  right(
    'of Elasticsearch',
    [
      {
        payload: {
          took: 1,
          hits: {
            total: { value: 2 },
            hits: rows.map((_source, i) => ({ _index: 'x', _id: `${i}`, _score: 1, _source })),
          },
        },
      },
    ],
    two,
    ['temp'],
  );
  right(
    'of a gateway that names the device beside them',
    [{ payload: { deviceId: 'p1', data: rows } }],
    [
      { asset: 'p1', ...two[0] },
      { asset: 'p1', ...two[1] },
    ] as Wanted[],
    ['temp'],
  );
  right(
    'of Prometheus, at one time',
    [
      {
        payload: {
          status: 'success',
          data: {
            resultType: 'vector',
            result: ['p1:9100', 'p2:9100'].map((instance, i) => ({
              metric: { __name__: 'temp', instance, job: 'plant' },
              value: [T / 1000, String(60 + i)],
            })),
          },
        },
      },
    ],
    [
      { asset: 'p1:9100', time: T, values: { temp: 60 } },
      { asset: 'p2:9100', time: T, values: { temp: 61 } },
    ],
    ['temp'],
  );
  right(
    'of Prometheus, over a range',
    [
      {
        payload: {
          data: {
            result: [
              {
                metric: { __name__: 'temp' },
                values: [
                  [T / 1000, '61.5'],
                  [T / 1000 + 1, 'NaN'],
                ],
              },
            ],
          },
        },
      },
    ],
    [
      { time: T, values: { temp: 61.5 } },
      { time: T + 1000, quality: { temp: 'bad' } },
    ],
  );
  right(
    'of Grafana, the value first',
    [
      {
        payload: [
          {
            target: 'temp',
            datapoints: [
              [61.5, T],
              [61.7, T + 1000],
            ],
          },
          { target: 'flow', datapoints: [[4, T]] },
        ],
      },
    ],
    [{ time: T, values: { temp: 61.5, flow: 4 } }, two[1]!],
    ['temp', 'flow'],
  );
  right(
    'of Canary, by name',
    [
      {
        payload: {
          data: {
            'L.Temp': [
              { t: ISO, v: 61.5, q: 192 },
              { t: NEXT, v: 61.7, q: 192 },
            ],
            'L.Flow': [{ t: ISO, v: 4, q: 0 }],
          },
        },
      },
    ],
    [
      { time: T, values: { 'L.Temp': 61.5 }, quality: { 'L.Flow': 'bad' } },
      { time: T + 1000, values: { 'L.Temp': 61.7 } },
    ],
  );
  right('of a data frame, by column', [{ payload: { time: [ISO, NEXT], temp: [61.5, 61.7] } }], two, ['temp']);
  right(
    'of a weather service, by column',
    [{ payload: { latitude: 52, hourly_units: { temp: '°C' }, hourly: { time: [ISO, NEXT], temp: [61.5, 61.7] } } }],
    two,
    ['temp'],
  );
  right(
    'of PI, a digital state where a number was',
    [
      {
        payload: {
          Items: [
            {
              Name: 'TT1',
              Value: { Timestamp: ISO, Value: 61.5, UnitsAbbreviation: 'C', Good: true, Questionable: false },
            },
            {
              Name: 'PT1',
              Value: { Timestamp: ISO, Value: { Name: 'I/O Timeout', Value: 246, IsSystem: true }, Good: false },
            },
          ],
        },
      },
    ],
    [{ time: T, values: { TT1: 61.5 }, quality: { PT1: 'bad' } }],
    ['TT1'],
  );
  right(
    'of PI, recorded',
    [
      {
        payload: {
          Items: [
            { Timestamp: ISO, Value: 61.5, Good: true, Questionable: false },
            { Timestamp: NEXT, Value: { Name: 'Bad Input', Value: 255, IsSystem: true }, Good: false },
          ],
        },
      },
    ],
    [
      { time: T, values: { value: 61.5 } },
      { time: T + 1000, quality: { value: 'bad' } },
    ],
    ['value'],
  );
  right(
    'of Flux after pivot()',
    [{ payload: [{ result: '', table: 0, _time: ISO, _measurement: 'plc', device: 'p1', temp: 61.5, flow: 4 }] }],
    [{ asset: 'p1', time: T, values: { temp: 61.5, flow: 4 } }],
    ['temp', 'flow'],
  );
  right(
    'of Home Assistant, where only the first state says whose it is',
    [
      {
        payload: [
          [
            { entity_id: 'sensor.temp', state: '61.5', last_changed: ISO },
            { state: 'unavailable', last_changed: NEXT },
          ],
        ],
      },
    ],
    [
      { time: T, values: { 'sensor.temp': 61.5 } },
      { time: T + 1000, quality: { 'sensor.temp': 'bad' } },
    ],
  );
  right(
    'of rows that bring one tag each',
    [
      {
        payload: {
          device: 'p1',
          data: [
            { ts: T, temp: 61.5 },
            { ts: T, flow: 4 },
          ],
        },
      },
    ],
    [{ asset: 'p1', time: T, values: { temp: 61.5, flow: 4 } }],
    ['temp', 'flow'],
  );
  right(
    'and what stands beside the rows is not lost',
    [{ payload: { events: rows, power: 5 } }],
    [...two, { time: T + 1000, values: { temp: 61.7, power: 5 } }],
    ['temp', 'power'],
  );
  right(
    'of things that a list names, of which one may be left out',
    [
      { payload: { ts: T, sensors: [1, 2].map((n) => ({ id: `s${n}`, temp: 60 + n, hum: n })) } },
      { payload: { ts: T + 1000, sensors: [{ id: 's2', temp: 63, hum: 3 }] } },
    ],
    [
      { time: T, values: { 'sensors.s1.temp': 61, 'sensors.s2.temp': 62, 'sensors.s2.hum': 2 } },
      { time: T + 1000, values: { 'sensors.s1.temp': 61, 'sensors.s2.temp': 63 } },
    ],
    ['s1.temp', 's1.hum', 's2.temp', 's2.hum'],
  );
  right(
    'of channels that a list numbers',
    [{ payload: { ts: T, inputs: [4, 2].map((channel) => ({ channel, volts: channel, amps: 1 })) } }],
    [{ time: T, values: { 'inputs.4.volts': 4, 'inputs.2.volts': 2 } }],
    ['2.volts', '2.amps', '4.volts', '4.amps'],
  );
  asks(
    'of OPC UA without its nodes: it is asked for them',

    {
      topic: 'x',
      payload: [1, 2].map((value) => ({
        value: { dataType: 11, value },
        statusCode: { value: 0 },
        sourceTimestamp: ISO,
      })),
    },
    /must name the nodes of payload/,
  );
});

describe('what a source says of one value is no value', () => {
  for (const [what, good, bad] of [
    [
      'Ignition, a word',
      { value: 61.5, quality: 'Good', timestamp: T },
      { value: 0, quality: 'Bad_Stale', timestamp: T },
    ],
    ['OPC Classic, 192', { v: 61.5, q: 192, t: T }, { v: 0, q: 0, t: T }],
    ['a flag', { value: 61.5, good: true, ts: T }, { value: 0, good: false, ts: T }],
    ['of PI', { Timestamp: ISO, Value: 61.5, Good: true }, { Timestamp: ISO, Value: 0, Good: false }],
  ] as const) {
    right(
      `on a topic of its own: ${what}`,
      [{ topic: 'l1/pump/temp', payload: good }],
      [{ asset: 'l1/pump', time: T, values: { temp: 61.5 } }],
      ['temp'],
    );
    right(
      `on a topic of its own, bad: ${what}`,
      [
        { topic: 'l1/pump/temp', payload: good },
        { topic: 'l1/pump/temp', payload: { ...bad, ...('t' in bad ? { t: T + 1000 } : {}) } },
      ],
      [{ asset: 'l1/pump', quality: { temp: 'bad' } }],
      ['temp'],
    );
  }
  right(
    'UMH: a topic for each tag of one asset',
    [
      { topic: 'umh/v1/a/_historian/temp', payload: { timestamp_ms: T, value: 61.5 } },
      { topic: 'umh/v1/a/_historian/flow', payload: { timestamp_ms: T, value: 4 } },
    ],
    [{ asset: 'umh/v1/a/_historian', time: T, values: { temp: 61.5, flow: 4 } }],
  );
  right(
    'Victron: an object around each value',
    [
      { topic: 'N/abc/battery/0/Voltage', payload: { value: 52.1 } },
      { topic: 'N/abc/battery/0/Current', payload: { value: 1.5 } },
      { topic: 'N/abc/battery/0/Voltage', payload: { value: null } },
    ],
    [
      { asset: 'N/abc/battery/0', values: { Voltage: 52.1, Current: 1.5 } },
      { asset: 'N/abc/battery/0', values: { Current: 1.5 }, quality: { Voltage: 'bad' } },
    ],
    ['Voltage', 'Current'],
  );
  right(
    'a quality that has a number and a word',
    [
      {
        payload: [
          { tagPath: 'T', value: 61.5, quality: { code: 192, name: 'Good' }, timestamp: T },
          { tagPath: 'P', value: 4, quality: { code: 0, name: 'Bad' }, timestamp: T },
        ],
      },
    ],
    [{ time: T, values: { T: 61.5 }, quality: { P: 'bad' } }],
  );
  right(
    'qualities that count from 0 to 3',
    [
      {
        payload: {
          vals: [
            { id: '101', qc: 3, ts: ISO, val: 61.5 },
            { id: '102', qc: 0, ts: ISO, val: 4 },
          ],
        },
      },
    ],
    [{ time: T, values: { '101': 61.5 }, quality: { '102': 'bad' } }],
  );
  right(
    'a read that did not succeed',
    [
      { payload: { success: true, timestamp: T, value: 61.5, deviceName: 'p1', tagName: 'temp' } },
      { payload: { success: false, timestamp: T + 1000, value: 0, deviceName: 'p1', tagName: 'temp' } },
    ],
    [
      { asset: 'p1', time: T, values: { temp: 61.5 } },
      { asset: 'p1', time: T + 1000, quality: { temp: 'bad' } },
    ],
  );
});

describe('variants of formats', () => {
  right(
    'OPC UA: the datatype behind the id, a number',
    [{ topic: 'ns=2;s=a/T;datatype=Double', payload: 61.5 }],
    [{ values: { 'ns=2;s=a/T': 61.5 } }],
  );
  right(
    'OPC UA: the datatype behind the id, two words',
    [{ topic: 'ns=2;s=C;datatype=UInt64', payload: [1, 5] }],
    [{ values: { 'ns=2;s=C': 2 ** 32 + 5 } }],
  );
  right(
    'OPC Publisher without the header of the network message',
    [{ payload: { DataSetWriterId: 1, Timestamp: ISO, Payload: { Temp: { Value: 61.5, SourceTimestamp: ISO } } } }],
    [{ time: T, values: { Temp: 61.5 } }],
    ['Temp'],
  );
  right(
    'Sparkplug from a general decoder',
    [
      {
        topic: 'spBv1.0/G/DDATA/N/D',
        payload: { timestamp: T, seq: 1, metrics: [{ name: 'T', datatype: 9, floatValue: 61.5 }] },
      },
    ],
    [{ asset: 'G/N/D', time: T, values: { T: 61.5 } }],
  );
  right(
    'SenML, one record',
    [{ payload: { bn: 'pump1/', bt: T / 1000, n: 'temp', u: 'Cel', v: 61.5 } }],
    [{ asset: 'pump1', time: T, values: { temp: 61.5 } }],
    ['temp'],
  );
  right(
    'The Things Network: normalized, and from its storage',
    [
      {
        payload: {
          result: {
            end_device_ids: { device_id: 'p1' },
            received_at: ISO,
            uplink_message: { f_port: 1, normalized_payload: [{ air: { temperature: 21 } }] },
          },
        },
      },
    ],
    [{ asset: 'p1', time: T, values: { 'air.temperature': 21 } }],
    ['temperature'],
  );
  right(
    'ChirpStack: the status of a device is its own',
    [{ payload: { time: ISO, deviceInfo: { deviceName: 'p1', devEui: '0102' }, margin: 10, batteryLevel: 99.5 } }],
    [{ asset: 'p1', time: T, values: { batteryLevel: 99.5 } }],
  );
  right(
    'Shelly: an answer, and an event that measures nothing',
    [
      { payload: { id: 1, src: 'shelly-1', dst: 'x', result: { 'switch:0': { id: 0, apower: 61.5 } } } },
      {
        payload: {
          src: 'shelly-1',
          dst: 'x',
          method: 'NotifyEvent',
          params: { ts: 1, events: [{ id: 0, event: 'push' }] },
        },
      },
    ],
    [{ asset: 'shelly-1', values: { 'switch:0.apower': 61.5 } }],
    ['switch:0.apower'],
  );
  right(
    'MongoDB: numbers that say their datatype',
    [
      {
        payload: { _id: { $oid: '65' }, ts: { $date: ISO }, temp: { $numberDouble: '61.5' }, n: { $numberLong: '7' } },
      },
    ],
    [{ time: T, values: { temp: 61.5, n: 7 } }],
    ['temp', 'n'],
  );
  right(
    'MTConnect, the JSON of before',
    [
      {
        payload: {
          MTConnectStreams: {
            Streams: [
              {
                DeviceStream: {
                  name: 'VMC',
                  ComponentStreams: [
                    {
                      ComponentStream: {
                        component: 'Linear',
                        Samples: [
                          { Position: { dataItemId: 'x1', timestamp: ISO, name: 'Xact', value: 'UNAVAILABLE' } },
                          { Position: { dataItemId: 'y1', timestamp: ISO, name: 'Yact', value: 5 } },
                        ],
                      },
                    },
                  ],
                },
              },
            ],
          },
        },
      },
    ],
    [{ asset: 'VMC', time: T, values: { Yact: 5 }, quality: { Xact: 'bad' } }],
  );
  for (const name of ['UTCTime', 'localtime', 'logdate', 'tsms', 'stamp', 'fecha', 'sentOn', 'EventEnqueuedUtcTime'])
    right(`the time under ${name}`, [{ payload: { [name]: T - 5000, temp: 61.5 } }], [{ time: T - 5000 }], ['temp']);
  right(
    'the time as Java writes it',
    [{ payload: { time: 'Thu Jan 01 00:00:01 UTC 2026', temp: 61.5 } }],
    [{ time: T }],
  );
  asks(
    'thousands on a topic are no two tags',
    { topic: 'a/flow', payload: '1,234.5' },
    /could be CSV or value per topic/,
  );
});
