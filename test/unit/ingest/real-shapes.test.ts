import { type Case, checkCase } from './case-check';

const T = Date.UTC(2026, 0, 1);
const ISO = '2026-01-01T00:00:00Z';
const LATER = '2026-01-01T00:00:10Z';
const AAS = (rest: string) => `sm-repository/repo/submodels/dXJuOnNtOjE/submodelElements/${rest}`;
const property = (idShort: string, value: string) => ({
  modelType: 'Property',
  idShort,
  valueType: 'xs:double',
  value,
});
const one = (topic: string | undefined, payload: unknown, rest: object = {}) => [
  { ...(topic === undefined ? {} : { topic }), payload, ...rest },
];
const good = (asset: string, time: number | undefined, values: Record<string, number>): Case['expected'] => ({
  records: [{ asset, ...(time === undefined ? {} : { time }), values }],
  tags: Object.keys(values),
  count: 1,
  errors: 0,
});

const CASES: Record<string, Case> = {
  'BaSyx: a list of elements was patched': {
    messages: one(AAS('patched'), [property('Speed', '1480'), property('Temp', '61.5')]),
    expected: good('urn:sm:1', undefined, { Speed: 1480, Temp: 61.5 }),
  },
  'BaSyx: the value of a collection': {
    messages: one(AAS('Motor/$value/updated'), { Speed: '1480', Limits: { min: '0', max: '3000' } }),
    expected: good('urn:sm:1', undefined, { 'Motor.Speed': 1480 }),
  },
  'BaSyx: the value of a range is a limit': {
    messages: one(AAS('Motor.Limits/value/updated'), { min: '0', max: '3000' }),
    expected: { count: 0, errors: 0 },
  },
  'BaSyx: an element was deleted': {
    messages: one(AAS('Motor.Speed/deleted'), property('Speed', '1480')),
    expected: { count: 0, errors: 0 },
  },
  'BaSyx: a service with a name of its own below a prefix': {
    messages: one(
      'plant/sm-service/s1/submodels/dXJuOnNtOjE/submodelElements/Speed/updated',
      property('Speed', '1480'),
    ),
    expected: good('urn:sm:1', undefined, { Speed: 1480 }),
  },
  'NGSI-LD: the simplified temporal form': {
    messages: one(undefined, {
      id: 'urn:ngsi-ld:Pump:1',
      type: 'Pump',
      flow: {
        type: 'Property',
        values: [
          [3.5, ISO],
          [3.6, LATER],
        ],
      },
      temp: { type: 'Property', values: [[61.5, ISO]] },
    }),
    expected: {
      records: [
        { asset: 'urn:ngsi-ld:Pump:1', time: T, values: { flow: 3.5, temp: 61.5 } },
        { time: T + 10_000, values: { flow: 3.6 } },
      ],
      count: 2,
      tags: ['flow', 'temp'],
      errors: 0,
    },
  },
  'NGSI-LD: a temporal query of several entities': {
    messages: one(undefined, [
      { id: 'urn:ngsi-ld:Pump:1', type: 'Pump', flow: [{ type: 'Property', value: 3.5, observedAt: ISO }] },
      { id: 'urn:ngsi-ld:Pump:2', type: 'Pump', flow: [{ type: 'Property', value: 9.5, observedAt: ISO }] },
    ]),
    expected: {
      records: [
        { asset: 'urn:ngsi-ld:Pump:1', time: T, values: { flow: 3.5 } },
        { asset: 'urn:ngsi-ld:Pump:2', time: T, values: { flow: 9.5 } },
      ],
      count: 2,
      errors: 0,
    },
  },
  'QuantumLeap: the history of an entity': {
    messages: one(undefined, {
      entityId: 'Room1',
      entityType: 'Room',
      index: [ISO, LATER],
      attributes: [
        { attrName: 'temp', values: [61.5, 61.6] },
        { attrName: 'flow', values: [4.25, null] },
      ],
    }),
    expected: {
      records: [
        { asset: 'Room1', time: T, values: { temp: 61.5, flow: 4.25 } },
        { time: T + 10_000, values: { temp: 61.6 }, quality: { flow: 'bad' } },
      ],
      count: 2,
      errors: 0,
    },
  },
  'ThingsBoard: the answer of the REST interface': {
    messages: one('pump', { temp: [{ ts: T, value: '61.5' }], lot: [{ ts: T, value: 'A' }] }),
    expected: good('pump', T, { temp: 61.5 }),
  },
  'ThingsBoard: the answer of the WebSocket': {
    messages: one('pump', {
      subscriptionId: 1,
      errorCode: 0,
      data: { temp: [[T, '61.5']] },
      latestValues: { temp: T },
    }),
    expected: good('pump', T, { temp: 61.5 }),
  },
  'ThingsBoard: a gateway without times': {
    messages: one('v1/gateway/telemetry', { A: [{ temp: 61.5 }], B: [{ temp: 3 }] }),
    expected: {
      records: [
        { asset: 'A', values: { temp: 61.5 } },
        { asset: 'B', values: { temp: 3 } },
      ],
      count: 2,
      errors: 0,
    },
  },
  'OPC UA: a datatype behind the node id': {
    messages: one('ns=4;s=T;datatype=Double', 61.5, { statusCode: { value: 0 }, sourceTimestamp: ISO }),
    expected: good('twin', T, { 'ns=4;s=T': 61.5 }),
  },
  'OPC UA: an Int64 below zero as words': {
    messages: one('ns=4;s=N;datatype=Int64', [4294967295, 4294967291], {
      statusCode: { value: 0 },
      sourceTimestamp: ISO,
    }),
    expected: good('twin', T, { 'ns=4;s=N': -5 }),
  },
  'OPC UA: an array of UInt64 words': {
    messages: one(
      'ns=4;s=N;datatype=UInt64',
      [
        [0, 7],
        [1, 0],
      ],
      { statusCode: { value: 0 }, sourceTimestamp: ISO },
    ),
    expected: good('twin', T, { 'ns=4;s=N[0]': 7, 'ns=4;s=N[1]': 4294967296 }),
  },
  'OPC UA: no time of the source, an empty one of the server': {
    messages: one('ns=4;s=T', 61.5, {
      statusCode: { value: 0 },
      sourceTimestamp: '0001-01-01T00:00:00Z',
      serverTimestamp: new Date(Date.UTC(1601, 0, 1)),
    }),
    expected: good('twin', T + 1000, { 'ns=4;s=T': 61.5 }),
  },
  'The Things Network: an uplink': {
    messages: one('v3/app@ttn/devices/d1/up', {
      end_device_ids: { device_id: 'd1', application_ids: { application_id: 'app' } },
      received_at: LATER,
      uplink_message: {
        f_port: 1,
        f_cnt: 12,
        decoded_payload: { temp: 61.5, status: 'ok' },
        rx_metadata: [{ rssi: -35, snr: 5 }],
        received_at: ISO,
      },
    }),
    expected: good('d1', T, { temp: 61.5 }),
  },
  'ChirpStack 4: an uplink': {
    messages: one('application/1/device/2/event/up', {
      deduplicationId: '3ac7e3c4-4401-4b8d-9386-a5c902f9202d',
      time: '2026-01-01T00:00:00.000+00:00',
      deviceInfo: { deviceName: 'd1', devEui: '0101010101010101' },
      fCnt: 5,
      fPort: 2,
      object: { temp: 61.5, inner: { humidity: 40 } },
      rxInfo: [{ rssi: -57 }],
    }),
    expected: good('d1', T, { temp: 61.5, 'inner.humidity': 40 }),
  },
  'ChirpStack 3: the object as a text': {
    messages: one('a', { deviceName: 'd1', devEUI: 'AQE=', objectJSON: '{"temp":61.5}', rxInfo: [{ time: ISO }] }),
    expected: good('d1', T, { temp: 61.5 }),
  },
  'an uplink that nobody decoded': {
    messages: one('a', { deviceInfo: { deviceName: 'd1' }, fPort: 1, data: 'AQID', time: ISO }),
    expected: { count: 0, errors: 1, or: { errors: 1, says: 'payload formatter' } },
  },
  'Home Assistant: an event of a state that changed': {
    messages: one(undefined, {
      event_type: 'state_changed',
      data: {
        entity_id: 'sensor.temp',
        old_state: { entity_id: 'sensor.temp', state: '60' },
        new_state: {
          entity_id: 'sensor.temp',
          state: '61.5',
          attributes: { unit_of_measurement: '°C' },
          last_updated: ISO,
        },
      },
    }),
    expected: { records: [{ time: T, values: { 'sensor.temp': 61.5 } }], count: 1, errors: 0 },
  },
  'Home Assistant: unavailable between two numbers': {
    messages: ['61.5', 'unavailable', '61.7'].map((state) => ({
      topic: 'sensor.temp',
      payload: state,
      data: { entity_id: 'sensor.temp', new_state: { entity_id: 'sensor.temp', state, attributes: {} } },
    })),
    expected: {
      records: [{ values: { 'sensor.temp': 61.5 } }, { values: {}, quality: { 'sensor.temp': 'bad' } }],
      count: 3,
      errors: 0,
    },
  },
  'Shelly: a notification': {
    messages: one('shelly/events/rpc', {
      src: 'shellyplug-1',
      dst: 'x',
      method: 'NotifyStatus',
      params: { ts: 1767225600.5, 'switch:0': { id: 0, apower: 61.5, output: true, aenergy: { total: 12.5 } } },
    }),
    expected: good('shellyplug-1', T + 500, {
      'switch:0.apower': 61.5,
      'switch:0.output': 1,
      'switch:0.aenergy.total': 12.5,
    }),
  },
  'Zigbee2MQTT: a sensor that says when it was seen': {
    messages: one('zigbee2mqtt/kitchen', {
      battery: 97,
      last_seen: ISO,
      linkquality: 120,
      temperature: 21.5,
      update: { state: 'idle' },
    }),
    expected: good('zigbee2mqtt/kitchen', T, { battery: 97, linkquality: 120, temperature: 21.5 }),
  },
  'United Manufacturing Hub: groups of tags': {
    messages: one('umh/v1/acme/_historian/pump', { timestamp_ms: T, axis: { x: 1.5, y: 2.5 } }),
    expected: good('umh/v1/acme/_historian/pump', T, { 'axis.x': 1.5, 'axis.y': 2.5 }),
  },
  'Cumulocity: a measurement': {
    messages: one('m', { device: 'p1', time: ISO, type: 'c8y', c8y_Temperature: { T: { value: 61.5, unit: 'C' } } }),
    expected: good('p1', T, { 'c8y_Temperature.T': 61.5 }),
  },

  'a time of MongoDB': {
    messages: one('p', { time: { $date: { $numberLong: '1767225600000' } }, temp: 61.5 }),
    expected: good('p', T, { temp: 61.5 }),
  },
  'a time in seconds and nanoseconds': {
    messages: one('p', { timestamp: { seconds: 1767225600, nanos: 250000000 }, temp: 61.5 }),
    expected: good('p', T + 250, { temp: 61.5 }),
  },
  'a date and a time of day': {
    messages: one('p', { Date: '01.01.2026', Time: '00:00:05', temp: 61.5 }),
    expected: good('p', T + 5000, { temp: 61.5 }),
  },
  'a time of the way beside that of the source': {
    messages: one('p', { received_at: LATER, measured_at: ISO, temp: 61.5 }),
    expected: good('p', T, { temp: 61.5 }),
  },
  'a time without a clock behind it': {
    messages: one('p', { timestamp: '0001-01-01T00:00:00Z', temp: 61.5 }),
    expected: { ...good('p', T + 1000, { temp: 61.5 }), events: ['note'] },
  },
  'a CSV with a date and a time of day, months first': {
    messages: one('p', 'Date,Time,T1\n1/13/2026,12:00:00 AM,21.5\n1/13/2026,12:00:10 AM,21.6\n'),
    expected: { records: [{ time: Date.UTC(2026, 0, 13), values: { T1: 21.5 } }], count: 2, tags: ['T1'], errors: 0 },
  },
  'a CSV whose days tell the order': {
    messages: one('p', 'Timestamp;T1\n11/01/2026 00:00;21,5\n13/01/2026 00:00;21,6\n'),
    expected: { records: [{ time: Date.UTC(2026, 0, 11), values: { T1: 21.5 } }], count: 2, tags: ['T1'], errors: 0 },
  },
  'a CSV of Excel days': {
    messages: one('p', 'Time;T1\n46023,5;21,5\n46023,50001;21,6\n'),
    expected: { records: [{ time: T + 43_200_000, values: { T1: 21.5 } }], count: 2, tags: ['T1'], errors: 0 },
  },
  'a CSV with sep= and a delimiter at the end of each line': {
    messages: one('p', 'sep=;\ntime;T1;\n2026-01-01 00:00:00;21.5;\n2026-01-01 00:00:10;21.6;\n'),
    expected: { records: [{ time: T, values: { T1: 21.5 } }], count: 2, tags: ['T1'], errors: 0 },
  },
  'a CSV with comments above its header': {
    messages: one('p', '# station 7\n# time,T1\n2026-01-01 00:00:00,21.5\n'),
    expected: good('p', T, { T1: 21.5 }),
  },
  'a CSV with a row for each value': {
    messages: one(
      'p',
      'VarName;TimeString;VarValue;Validity\nT1;01.01.2026 00:00:00;21,5;1\nT2;01.01.2026 00:00:00;4,5;1\n',
    ),
    expected: good('p', T, { T1: 21.5, T2: 4.5 }),
  },
  'a CSV of two devices': {
    messages: one('p', 'time,device,T1\n2026-01-01 00:00:00,a,21.5\n2026-01-01 00:00:00,b,4.5\n'),
    expected: {
      records: [
        { asset: 'a', time: T, values: { T1: 21.5 } },
        { asset: 'b', time: T, values: { T1: 4.5 } },
      ],
      count: 2,
      errors: 0,
    },
  },
  'annotated CSV, pivoted': {
    messages: one(
      'q',
      '#group,false,false,true,true,false,false\n#datatype,string,long,string,string,dateTime:RFC3339,double\n#default,_result,,,,,\n,result,table,_measurement,device,_time,temp\n,,0,pump,p1,2026-01-01T00:00:00Z,61.5\n',
    ),
    expected: { records: [{ asset: 'p1', time: T, values: { temp: 61.5 } }], count: 1, tags: ['temp'], errors: 0 },
  },

  'an asset whose key is a number': {
    messages: one('p', { device_id: 7, time: ISO, temp: 61.5 }),
    expected: good('7', T, { temp: 61.5 }),
  },
  'a sensor of a device': {
    messages: one('p', [
      { device: 'p1', sensor: 'inlet', time: ISO, temp: 61.5 },
      { device: 'p1', sensor: 'outlet', time: ISO, temp: 31.5 },
    ]),
    expected: {
      records: [
        { asset: 'p1/inlet', values: { temp: 61.5 } },
        { asset: 'p1/outlet', values: { temp: 31.5 } },
      ],
      count: 2,
      errors: 0,
    },
  },
  'equipment by its name': {
    messages: one('p', [
      { equipmentName: 'press 1', time: ISO, temp: 61.5, flow: 2 },
      { equipmentName: 'press 2', time: ISO, temp: 31.5, flow: 3 },
    ]),
    expected: {
      records: [
        { asset: 'press 1', values: { temp: 61.5, flow: 2 } },
        { asset: 'press 2', values: { temp: 31.5, flow: 3 } },
      ],
      count: 2,
      tags: ['temp', 'flow'],
      errors: 0,
    },
  },
  'rows with the name of the entity': {
    messages: one('p', [
      { name: 'Room1', time: ISO, temp: 61.5, flow: 2 },
      { name: 'Room2', time: ISO, temp: 31.5, flow: 3 },
    ]),
    expected: {
      records: [
        { asset: 'Room1', values: { temp: 61.5 } },
        { asset: 'Room2', values: { temp: 31.5 } },
      ],
      count: 2,
      errors: 0,
    },
  },
  'rows with a key of their own, which is no measurement': {
    messages: one('p', [
      { id: 101, time: ISO, temp: 61.5, flow: 2 },
      { id: 102, time: LATER, temp: 61.6, flow: 3 },
    ]),
    expected: {
      records: [{ asset: 'p', time: T, values: { temp: 61.5 } }],
      count: 2,
      tags: ['temp', 'flow'],
      errors: 0,
    },
  },
  'rows of one time whose ids are numbers': {
    messages: one('p', [
      { id: 1, time: ISO, temp: 61.5, flow: 2 },
      { id: 2, time: ISO, temp: 31.5, flow: 3 },
    ]),
    expected: {
      records: [
        { asset: '1', values: { temp: 61.5 } },
        { asset: '2', values: { temp: 31.5 } },
      ],
      count: 2,
      tags: ['temp', 'flow'],
      errors: 0,
    },
  },
};

describe('what real sources send', () => {
  for (const [name, found] of Object.entries(CASES)) it(name, () => checkCase(found));
});
