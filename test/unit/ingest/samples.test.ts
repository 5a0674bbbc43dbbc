import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TwinRecord } from '../../../lib/record/record';
import type { Quality } from '../../../lib/record/words';
import { requireShared, sharedFolder } from '../../fixtures/shared';
import { type Bench, bench, START } from './helper';

/** What a sample must become, by the rules of its format. */
interface Expected {
  asset: string;
  /** Source time; START is the arrival, for sources without a time. */
  time: number | string;
  values: Record<string, number>;
  quality?: Record<string, Quality>;
  historical?: true;
  mode?: string;
}
interface Case {
  /** Read before, as a birth message is. */
  after?: string;
  topic?: string;
  settings?: Record<string, unknown>;
  expected?: Expected[];
  /** A message without anything to measure is an error that says so, or brings nothing. */
  error?: RegExp;
}

const MOTOR = 'Sparkplug B Devices/Raspberry Pi/Motor1';
const BIRTH: Expected = {
  asset: MOTOR,
  time: '2017-02-03T17:55:02.122Z',
  values: {
    'Motor/Temperature': 61.25,
    'Motor/Vibration': 2.31,
    'Motor/Speed': -12,
    'Motor/Energy': 4_000_000_000,
    'Motor/Cycles': 9007,
    'Motor/LastService': 345 * 2 ** 32 + (-582_294 >>> 0),
    'Motor/Running': 1,
  },
  quality: { 'Motor/Pressure': 'bad' },
  mode: 'AUTO',
};
const HISTORICAL: Expected = { asset: MOTOR, time: '2017-02-03T17:55:03.122Z', values: {}, historical: true };
const DATA: Expected = {
  asset: MOTOR,
  time: '2017-02-03T17:55:03.122Z',
  values: {
    ...BIRTH.values,
    'Motor/Temperature': 63.5,
    'Motor/Vibration': 2.75,
    'Motor/Cycles': 9008,
  },
  quality: { 'Motor/Pressure': 'bad' },
  mode: 'AUTO',
};
const TEMPERATURE = 'ns=1;s=TemperatureAnalogItem';
const OPCUA_TIME = '2023-02-13T15:04:05.123Z';
const opcua = (value: number): Expected => ({ asset: 'twin', time: OPCUA_TIME, values: { [TEMPERATURE]: value } });
// biome-ignore lint/suspicious/noApproximativeNumericConstant: the sample's numbers
const XYZ = { 'accelerometer/x': 3.141, 'accelerometer/y': 2.718, 'accelerometer/z': 1 };
const FANCY = 'org.eclipse.ditto:fancy-thing';

const CASES: Record<string, Case> = {
  'aas_submodel_normal.json': {
    expected: [
      {
        asset: 'http://i40.customer.com/type/1/1/7A7104BDAB57E184',
        time: START,
        values: { 'RotationSpeed.MaxRotationSpeed': 5000 },
      },
    ],
  },
  'aas_submodel_valueonly.json': {
    topic: 'TechnicalData',
    expected: [{ asset: 'TechnicalData', time: START, values: { 'RotationSpeed.MaxRotationSpeed': 5000 } }],
  },
  // Templates: they say what a submodel looks like and hold no measured value.
  'aas_timeseries_submodel_template_idta02008.json': { expected: [] },
  'aas_ai_model_nameplate_template_idta02060.json': { error: /payload/ },
  'adt_telemetry.json': { expected: [{ asset: 'room1', time: START, values: { Temperature: 10 } }] },
  'adt_twin_create.json': { expected: [] },
  'adt_twin_update_data.json': {
    topic: 'floor4',
    expected: [{ asset: 'floor4', time: START, values: { Temperature: 40, 'comp1/prop1': 30 } }],
  },
  'aveva_json_vtq1_template.json': {
    expected: [{ asset: 'Group', time: '2021-06-17T22:46:07Z', values: { ItemName: 61.2 } }],
  },
  'aws_shadow_update_accepted.json': {
    topic: '$aws/things/lamp/shadow/update/accepted',
    error: /no tag that is measured, only texts.*lamp/,
  },
  'aws_shadow_update_documents.json': {
    topic: '$aws/things/lamp/shadow/update/documents',
    settings: { tags: '{"color":{"role":"sensor","states":["red","green"]}}' },
    expected: [{ asset: 'lamp', time: 1483470364000, values: { color: 1 } }],
  },
  'aws_twinmaker_property_history.json': {
    settings: { tags: '{"AlarmComponent.alarm_status":{"role":"sensor","states":["NORMAL","ACTIVE"]}}' },
    expected: [
      {
        asset: 'Mixer_2_06ac63c4-d68d-4723-891a-8e758f8456ef',
        time: 1646426606000,
        values: { 'AlarmComponent.alarm_status': 0 },
      },
    ],
  },
  'cognite_mqtt.json': {
    topic: 'plant',
    expected: [
      { asset: 'plant', time: 1676550645000, values: { 'my-timeseries': 1.6, 'my-other-timeseries': 1 } },
      { asset: 'plant', time: 1676550663020, values: { 'my-timeseries': 5.6, 'my-other-timeseries': 0 } },
      { asset: 'plant', time: 1676550675900, values: { 'my-timeseries': 2.4, 'my-other-timeseries': 0 } },
      { asset: 'plant', time: 1676550712100, values: { 'my-timeseries': 3.1, 'my-other-timeseries': 0 } },
    ],
  },
  'ditto_enriched_extra.json': { expected: [{ asset: FANCY, time: START, values: { 'temperature/value': 23.42 } }] },
  'ditto_feature_modified.json': { expected: [{ asset: FANCY, time: START, values: XYZ }] },
  'ditto_feature_properties_modified.json': { expected: [{ asset: FANCY, time: START, values: XYZ }] },
  'ditto_feature_property_deleted.json': {
    after: 'ditto_feature_modified.json',
    expected: [
      {
        asset: FANCY,
        time: START,
        values: without(XYZ, 'accelerometer/x'),
        quality: { 'accelerometer/x': 'bad' },
      },
    ],
  },
  'ditto_feature_property_modified.json': {
    expected: [{ asset: FANCY, time: START, values: { 'accelerometer/x': 42 } }],
  },
  'ditto_merged_feature.json': { expected: [{ asset: FANCY, time: '2021-01-18T09:42:12Z', values: XYZ }] },
  'ditto_thing_created.json': { expected: [{ asset: FANCY, time: START, values: XYZ }] },
  'emqx_neuron_values.json': {
    expected: [{ asset: 'modbus', time: 1650006388943, values: { tag0: 123 }, quality: { tag1: 'bad' } }],
  },
  'iiot_opcua_resultfilter_real.json': {
    expected: [{ asset: 'twin', time: START, values: { [TEMPERATURE]: 16.041979 } }],
  },
  'ngsild_normalized.json': {
    expected: [
      { asset: 'urn:ngsi-ld:Device:temperature002', time: '2022-01-17T11:18:02.000Z', values: { temperature: 10 } },
    ],
  },
  'ngsild_normalized_accuracy.json': {
    expected: [{ asset: 'urn:ngsi-ld:Device:filling002', time: '2024-01-12T13:28:33.867Z', values: { filling: 0.96 } }],
  },
  'ngsild_simplified_langprop.json': { error: /no tag that is measured, only texts.*urn:E1/ },
  'ngsiv2_keyvalues.json': {
    expected: [
      { asset: 'Room1', time: START, values: { temperature: 23, humidity: 70 } },
      { asset: 'Room2', time: START, values: { temperature: 24 } },
    ],
  },
  'ngsiv2_normalized.json': {
    expected: [
      { asset: 'Room1', time: START, values: { temperature: 23, humidity: 70 } },
      { asset: 'Room2', time: START, values: { temperature: 24 } },
    ],
  },
  'opc_publisher_samples_bulk.json': {
    expected: [
      {
        asset: 'opc.tcp://opcplc:50000/',
        time: '2022-03-18T13:06:31.133Z',
        values: {
          'nsu=http://microsoft.com/Opc/OpcPlc/;s=AlternatingBoolean': 1,
          'nsu=http://microsoft.com/Opc/OpcPlc/;s=StepUp': 30003,
        },
        quality: { 'nsu=http://microsoft.com/Opc/OpcPlc/;s=BadFastUInt1': 'bad' },
      },
    ],
  },
  'opcua_iiot_listener_full.json': { expected: [opcua(16.041979)] },
  'opcua_iiot_listener_justvalue.json': { expected: [opcua(16.041979)] },
  'opcua_readmultiple_pin3.json': {
    expected: [
      {
        asset: 'twin',
        // What is read together is of the server's time.
        time: '2023-02-13T15:04:05.130Z',
        values: { 'ns=3;i=1001': 16.041979, 'ns=3;i=1003': 15.9 },
        quality: { 'ns=3;i=1003': 'uncertain', 'ns=3;i=1004': 'bad' },
      },
    ],
  },
  'opcua_subscribe_bad.json': { expected: [{ ...opcua(0), values: {}, quality: { [TEMPERATURE]: 'bad' } }] },
  'opcua_subscribe_good.json': { expected: [opcua(16.041979)] },
  'opcua_subscribe_good_overflowbit.json': { expected: [opcua(3.5)] },
  'opcua_subscribe_uncertain.json': { expected: [{ ...opcua(15.9), quality: { [TEMPERATURE]: 'uncertain' } }] },
  'plain_array.json': { expected: [{ asset: 'line1/pump1', time: START, values: { t1: 65.2, t2: 4.5, t3: 1480 } }] },
  'plain_array_of_rows.json': {
    expected: [
      { asset: 'line1/pump1', time: '2026-01-01T00:00:00Z', values: { temp: 65.2, pressure: 4.5 } },
      { asset: 'line1/pump1', time: '2026-01-01T00:00:01Z', values: { temp: 65.3 }, quality: { pressure: 'bad' } },
    ],
  },
  'plain_object.json': { expected: [{ asset: 'line1/pump1', time: START, values: { temp: 65.2, pressure: 4.5 } }] },
  'plain_rows.csv': {
    topic: 'line1/pump1',
    expected: [
      { asset: 'line1/pump1', time: '2026-01-01T00:00:00Z', values: { temp: 65.2, pressure: 4.5, rpm: 1480 } },
      {
        asset: 'line1/pump1',
        time: '2026-01-01T00:00:01Z',
        values: { temp: 65.3, rpm: 1481 },
        quality: { pressure: 'bad' },
      },
    ],
  },
  'plain_scalar_per_topic.json': { expected: [{ asset: 'line1/pump1', time: START, values: { temp: 32.5 } }] },
  'sparkplug_dbirth_alias_decoded.json': { expected: [BIRTH] },
  'sparkplug_dbirth_raw.b64': { topic: 'spBv1.0/Sparkplug B Devices/DBIRTH/Raspberry Pi/Motor1', expected: [BIRTH] },
  'sparkplug_ddata_aliasonly_decoded.json': {
    after: 'sparkplug_dbirth_alias_decoded.json',
    expected: [HISTORICAL, DATA],
  },
  'sparkplug_ddata_aliasonly_raw.b64': {
    after: 'sparkplug_dbirth_raw.b64',
    topic: 'spBv1.0/Sparkplug B Devices/DDATA/Raspberry Pi/Motor1',
    expected: [HISTORICAL, DATA],
  },
  // The decoder in front lost both numbers: they are bad, not zero.
  'sparkplug_ddata_nodatatype_decoded.json': {
    after: 'sparkplug_dbirth_alias_decoded.json',
    expected: [
      {
        ...BIRTH,
        time: '2017-02-03T17:55:04.122Z',
        values: without(BIRTH.values, 'Motor/Temperature', 'Motor/Speed'),
        quality: { 'Motor/Temperature': 'bad', 'Motor/Speed': 'bad', 'Motor/Pressure': 'bad' },
      },
    ],
  },
  'sparkplug_ddata_nodatatype_raw.b64': {
    after: 'sparkplug_dbirth_raw.b64',
    topic: 'spBv1.0/Sparkplug B Devices/DDATA/Raspberry Pi/Motor1',
    expected: [
      {
        ...BIRTH,
        time: '2017-02-03T17:55:04.122Z',
        values: { ...BIRTH.values, 'Motor/Temperature': 64, 'Motor/Speed': -12 },
        quality: { 'Motor/Pressure': 'bad' },
      },
    ],
  },
  'sparkplug_plus_test_ddata.json': {
    expected: [{ asset: 'My Devices/Node-Red/TEST2', time: '2024-09-28T08:03:12.000Z', values: { test: 100 } }],
  },
  'sparkplug_spec_ndata.json': {
    expected: [{ asset: 'Sparkplug B Devices/Raspberry Pi', time: 1486144502122, values: { 'Supply Voltage': 12.3 } }],
  },
  'thingsboard_telemetry_ts.json': {
    topic: 'room',
    expected: [{ asset: 'room', time: 1451649600512, values: { temperature: 22.5, humidity: 61 } }],
  },
};

describe('real sample messages of twin sources', () => {
  const folder = sharedFolder('samples');
  if (folder === undefined) {
    it('are read right', function () {
      requireShared(this, 'samples');
    });
    return;
  }

  it('all have an expectation here', () => {
    const samples = readdirSync(folder).filter((name) => !name.startsWith('out_') && name !== 'README.md');
    assert.deepEqual(
      samples.filter((name) => CASES[name] === undefined),
      [],
    );
  });

  for (const [name, { after, topic, settings, expected, error }] of Object.entries(CASES)) {
    it(name, () => {
      const b = bench(settings);
      if (after !== undefined) feed(b, join(folder, after), CASES[after]?.topic);
      if (error !== undefined) assert.throws(() => feed(b, join(folder, name), topic), error);
      else assert.deepEqual(feed(b, join(folder, name), topic).map(shortened), (expected ?? []).map(complete));
    });
  }
});

function feed(b: Bench, file: string, topic: string | undefined): TwinRecord[] {
  const text = readFileSync(file, 'utf8');
  if (file.endsWith('.csv')) return b.send(text, topic, START);
  if (file.endsWith('.b64')) return b.send(Buffer.from(text, 'base64'), topic, START);
  const json = JSON.parse(text) as Record<string, unknown>;
  // Some samples are whole messages, others only payloads.
  const whole = Object.hasOwn(json, 'payload');
  return whole ? b.message(json, START) : b.send(json, topic, START);
}

function shortened({ asset, time, values, quality, comms, mode }: TwinRecord): Expected {
  return {
    asset,
    time,
    values,
    ...(quality === undefined ? {} : { quality }),
    ...(comms?.historical ? { historical: true } : {}),
    ...(mode === undefined ? {} : { mode }),
  };
}

function complete(expected: Expected): Expected {
  return { ...expected, time: typeof expected.time === 'string' ? Date.parse(expected.time) : expected.time };
}

function without(values: Record<string, number>, ...tags: string[]): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([tag]) => !tags.includes(tag)));
}
