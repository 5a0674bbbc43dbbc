import type { Message } from '../../../nodes/ingest/reading';

/** A well-formed message of each format; fuzzing mutates them. Fresh ones on each call. */
export function templates(): Message[] {
  const variant = {
    value: { dataType: 'Double', value: 1.5 },
    statusCode: { value: 0 },
    sourceTimestamp: '2026-01-01T00:00:00Z',
  };
  return [
    { topic: 'line1/pump1', payload: { time: 1767225600000, temp: 1, motor: { speed: 2 }, mode: 'AUTO' } },
    { topic: 'line1/pump1', payload: { asset: 'p1', time: 1767225600000, values: { a: 1, b: 2 } } },
    { topic: 'line1/pump1/temp', payload: '32.5' },
    { topic: 'a', payload: [1, 2, 3] },
    {
      topic: 'a',
      payload: [
        { time: 1, a: 1 },
        { time: 2, a: 2 },
      ],
    },
    { topic: 'a', payload: 'timestamp,a,b\n2026-01-01T00:00:00Z,1,2\n2026-01-01T00:00:01Z,1,2' },
    {
      payload: {
        topic: 'ns/thing/things/twin/events/modified',
        path: '/features/f',
        value: { properties: { x: 1, unit: 'g', deep: { y: 2 } }, desiredProperties: { x: 2 } },
        revision: 3,
        timestamp: '2026-01-01T00:00:00Z',
        extra: { features: { f: { properties: { unit: 'g' } } } },
      },
    },
    {
      topic: 'spBv1.0/G/DBIRTH/E/D',
      payload: {
        timestamp: 1767225600000,
        seq: 1,
        metrics: [
          {
            name: 'T',
            alias: { low: 3, high: 0, unsigned: true },
            type: 'Float',
            value: 1.5,
            properties: { Quality: { value: 192 } },
          },
          { name: 'N', alias: 4, type: 'Int64', value: { low: -1, high: -1, unsigned: true } },
        ],
      },
    },
    {
      topic: 'spBv1.0/G/DDATA/E/D',
      payload: {
        timestamp: 1767225600000,
        seq: 2,
        metrics: [{ alias: 3, type: 'Float', value: 1, isHistorical: true }],
      },
    },
    {
      topic: 'spBv1.0/G/NDEATH/E',
      payload: { metrics: [{ name: 'bdSeq', type: 'UInt64', value: { low: 1, high: 0, unsigned: true } }] },
    },
    { topic: 'ns=1;s=T', payload: 1.5, statusCode: { value: 0 }, sourceTimestamp: '2026-01-01T00:00:00Z' },
    { topic: [{ nodeId: 'ns=1;s=A' }, { nodeId: 'ns=1;s=B' }], payload: [variant, variant] },
    { payload: { nodeId: 'ns=1;s=A', value: variant, statusCode: { value: 0 } } },
    {
      payload: [
        {
          NodeId: 'ns=1;s=A',
          EndpointUrl: 'opc.tcp://a',
          Value: { Value: 1, SourceTimestamp: '2026-01-01T00:00:00Z' },
        },
      ],
    },
    {
      payload: {
        MessageType: 'ua-data',
        PublisherId: 'p',
        Messages: [{ Payload: { A: { Value: 1, StatusCode: { Code: 0 } } } }],
      },
    },
    {
      payload: {
        type: 'Notification',
        subscriptionId: 's',
        notifiedAt: '2026-01-01T00:00:00Z',
        data: [
          {
            id: 'urn:a',
            type: 'T',
            t: { type: 'Property', value: 1, observedAt: '2026-01-01T00:00:00Z', unitCode: 'CEL' },
          },
        ],
      },
    },
    { payload: { subscriptionId: 's', data: [{ id: 'r', type: 'T', t: { type: 'Number', value: 1, metadata: {} } }] } },
    {
      payload: {
        modelType: 'Submodel',
        id: 'urn:sm',
        submodelElements: [
          {
            modelType: 'SubmodelElementCollection',
            idShort: 'C',
            value: [{ modelType: 'Property', idShort: 'P', valueType: 'xs:int', value: '5' }],
          },
        ],
      },
    },
    { topic: 'sm-repository/sm-repo/submodels/dXJuOnNt/submodelElements/C.P/value/updated', payload: '5' },
    {
      payload: {
        specversion: '1.0',
        type: 'Microsoft.DigitalTwins.Twin.Update',
        source: 's',
        subject: 'room1',
        time: '2026-01-01T00:00:00Z',
        data: { patch: [{ op: 'replace', path: '/T', value: 1 }] },
      },
    },
    { payload: { specversion: '1.0', type: 'x', source: 's', data: { a: 1 } } },
    {
      topic: '$aws/things/t/shadow/update/documents',
      payload: {
        current: {
          state: { reported: { a: 1 } },
          metadata: { reported: { a: { timestamp: 1767225600 } } },
          version: 1,
        },
        timestamp: 1767225600,
      },
    },
    {
      payload: {
        propertyValues: [
          {
            entityPropertyReference: { entityId: 'e', propertyName: 'p' },
            values: [{ time: '2026-01-01T00:00:00Z', value: { doubleValue: 1 } }],
          },
        ],
      },
    },
    { topic: 'd', payload: { ts: 1767225600000, values: { a: 1 } } },
    { payload: { timestamp: 1767225600000, node: 'n', group: 'g', values: { a: 1 }, errors: { b: 1 } } },
    { topic: 'd', payload: { timeseriesData: [{ externalId: 'x', items: [{ timestamp: 1767225600000, value: 1 }] }] } },
    { topic: 'g/i', payload: { d: 1, dt: 5, ts: '2026-01-01T00:00:00Z', q: 192 } },
    {
      topic: 'kepware',
      payload: {
        timestamp: 1767225600000,
        values: [
          { id: 'Ch1.temp', v: 1.5, q: true, t: 1767225600000 },
          { id: 'Ch1.lot', v: 'LOT7', q: false, t: 1767225600000 },
        ],
      },
    },
    {
      topic: 'cell',
      payload: {
        device: 'd',
        readings: [
          { name: 'speed', value: 1480, unit: 'rpm' },
          { name: 'temp', value: 61.5, unit: 'degC' },
          { name: 'flow', value: 4 },
        ],
        box: {
          points: [
            { tag: 'x', v: 1, ts: 1767225600000 },
            { tag: 'y', v: 2, ts: 1767225601000 },
          ],
        },
      },
    },
    {
      payload: {
        event: {
          deviceName: 'boiler',
          origin: 1767225600000000000,
          readings: [
            { resourceName: 'temp', valueType: 'Float64', value: '6.1e1' },
            { resourceName: 'flow', valueType: 'Float64', value: '4' },
          ],
        },
      },
    },
    {
      topic: 'hist',
      payload: [
        { name: 'a', value: 1, ts: '2026-01-01T00:00:00Z', quality: 'Good' },
        { name: 'b', value: 2, ts: '2026-01-01T00:00:00Z', quality: 'Bad' },
      ],
    },
    { topic: 'one', payload: { tag: 'T1', value: 5, timestamp: '1/1/2026 12:00:00 AM' } },
    {
      payload: [
        { bn: 'urn:dev:A1:', bt: 1767225600 },
        { n: 'temperature', v: 20.5, u: 'Cel' },
        { n: 'voltage', vb: true, t: 10 },
      ],
    },
    {
      payload: [
        { _time: '2026-01-01T00:00:00Z', _measurement: 'm', _field: 'f', _value: 1, device: 'd' },
        { _time: '2026-01-01T00:00:00Z', _measurement: 'm', _field: 'g', _value: 2, device: 'd' },
      ],
    },
    { payload: 'pump,device=p1 temp=61.5,flow=4i,ok=t 1767225600000000000' },
    { payload: { results: [{ series: [{ name: 's', columns: ['time', 'a'], values: [[1767225600000, 1]] }] }] } },
    { payload: { metrics: [{ name: 'm', tags: { host: 'h' }, fields: { a: 1 }, timestamp: 1767225600 }] } },
    {
      payload: {
        entries: [
          {
            propertyAlias: '/p/b/t',
            propertyValues: [{ value: { doubleValue: 1 }, timestamp: { timeInSeconds: 1767225600 }, quality: 'GOOD' }],
          },
        ],
      },
    },
    {
      payload: {
        end_device_ids: { device_id: 'd' },
        uplink_message: { decoded_payload: { a: 1 }, received_at: '2026-01-01T00:00:00Z' },
      },
    },
    { payload: { entity_id: 'sensor.x', state: '1', attributes: {}, last_updated: '2026-01-01T00:00:00Z' } },
    { payload: { src: 's', method: 'NotifyStatus', params: { ts: 1767225600, 'switch:0': { id: 0, apower: 1 } } } },
    {
      payload: {
        MTConnectStreams: {
          Streams: {
            DeviceStream: {
              name: 'd',
              ComponentStream: [
                {
                  component: 'X',
                  Samples: { Position: { dataItemId: 'x', timestamp: '2026-01-01T00:00:00Z', value: 1 } },
                },
              ],
            },
          },
        },
      },
    },
    {
      payload: {
        device: { id: 'd' },
        measurements: [{ ts: '2026-01-01T00:00:00Z', series: { time: [0, 9], a: [1, 2] } }],
      },
    },
    { topic: 't', payload: { columns: ['time', 'a', 'b'], rows: [['2026-01-01T00:00:00Z', 1, 2]] } },
    {
      payload: {
        id: 'urn:ngsi-ld:P:1',
        type: 'P',
        f: [{ type: 'Property', value: 1, observedAt: '2026-01-01T00:00:00Z' }],
      },
    },
    { topic: 'tb', payload: { temp: [{ ts: 1767225600000, value: '1' }] } },
    { topic: 'n', payload: { device: 7, data: { timestamp: 1767225600000, x: { value: 1, unit: 'm', q: 192 } } } },
    {
      topic: 'c',
      payload: 'VarName;TimeString;VarValue\nT1;01.01.2026 00:00:00;21,5\nT2;01.01.2026 00:00:00;4,5\n',
    },
    {
      topic: 'q',
      payload:
        '#datatype,string,long,dateTime:RFC3339,double,string\n,result,table,_time,_value,_field\n,,0,2026-01-01T00:00:00Z,1,f\n',
    },
    { topic: 'l/p/temp', payload: { value: 1, quality: 192, timestamp: 1767225600000 } },
    { payload: { device: { id: 'd' }, ts: 1767225600000, a: 1 } },
    { payload: { recordset: [{ ts: '2026-01-01T00:00:00Z', a: 1 }], rowsAffected: [1] } },
    { payload: { hits: { hits: [{ _source: { '@timestamp': '2026-01-01T00:00:00Z', a: 1, device: 'd' } }] } } },
    { payload: { data: { result: [{ metric: { __name__: 'a', instance: 'i' }, value: [1767225600, '1'] }] } } },
    { payload: [{ target: 'a', datapoints: [[1, 1767225600000]] }] },
    { payload: { data: { a: [{ t: 1767225600000, v: 1, q: 192 }] } } },
    { payload: { Items: [{ Name: 'a', Value: { Timestamp: '2026-01-01T00:00:00Z', Value: 1, Good: true } }] } },
    { payload: { Items: [{ Timestamp: '2026-01-01T00:00:00Z', Value: { Name: 'x', Value: 1, IsSystem: true } }] } },
    { payload: { hourly: { time: ['2026-01-01T00:00:00Z', '2026-01-01T01:00:00Z'], a: [1, 2] } } },
    { payload: [[{ entity_id: 'sensor.x', state: '1', last_changed: '2026-01-01T00:00:00Z' }, { state: '2' }]] },
    { payload: { src: 's', result: { 'switch:0': { id: 0, apower: 1 } } } },
    { payload: [{ _time: '2026-01-01T00:00:00Z', _measurement: 'm', device: 'd', a: 1 }] },
    { payload: { _id: { $oid: '6' }, ts: { $date: '2026-01-01T00:00:00Z' }, a: { $numberDouble: '1.5' } } },
  ];
}
