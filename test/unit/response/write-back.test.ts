import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { TwinRecord } from '../../../lib/record/record';
import type { DecisionKind } from '../../../lib/record/words';
import { parseConfig as parseIngest } from '../../../nodes/ingest/config';
import { createIngest } from '../../../nodes/ingest/core';
import type { Message } from '../../../nodes/ingest/reading';
import { readCommands } from '../../../nodes/response/commands';
import { parseConfig } from '../../../nodes/response/config';
import { createResponse } from '../../../nodes/response/layer';
import { TWIN_NAMES, TWINS } from '../../../nodes/response/write-back/twins';
import { testContext } from '../../fixtures/layer-context';
import { ROOT } from '../../fixtures/shared';

const NOW = Date.UTC(2026, 0, 1, 12);
type Leaves = Message & { readonly key?: string; readonly expires?: number; readonly [name: string]: unknown };

/** What leaves the node for one attack on an asset: the commands as messages, and the alerts. */
function answered(asset: string, command: Record<string, unknown>, settings: Record<string, unknown> = {}) {
  const context = testContext(asset);
  const commands = JSON.stringify([{ name: 'close', severity: 'low', ...command }]);
  const layer = createResponse(parseConfig({ commands, ...settings }), context);
  layer.order({ do: 'arm', asset: undefined, by: 'Ada', options: {} }, undefined);
  const record = (time: number, open: boolean): TwinRecord => ({
    asset,
    time,
    values: { L1: 1 },
    verdict: open ? 'anomaly' : 'normal',
    ...(open && {
      decision: {
        kind: 'cyber-attack',
        pattern: 'replay',
        severity: 'high',
        confidence: 0.9,
        evidence: ['L1 repeats.'],
        sentence: 'This looks like a cyber-attack (replay): L1 repeats.',
        tags: ['L1'],
        since: NOW - 5000,
        alarm: 'unacknowledged',
      },
    }),
  });
  layer.step(record(NOW, true));
  layer.step(record(NOW + 60_000, false));
  const of = (output: string): Record<string, unknown>[] => context.sent.filter((one) => one['output'] === output);
  return {
    commands: of('command').map((one) => one['message'] as Leaves),
    alerts: of('alert').map((one) => (one['message'] ?? one) as Leaves),
    events: of('event'),
  };
}

/** What our own ingest reads of a message. */
function read(message: Message, settings: Record<string, unknown> = {}): TwinRecord[] {
  return createIngest(parseIngest(settings)).accept(message, NOW);
}

const valuesOf = (records: readonly TwinRecord[]): unknown => records.map(({ asset, values }) => [asset, values]);

describe('a command in the shape of its twin', () => {
  it('every twin of the list has an example that can be given as it stands', () => {
    for (const twin of TWIN_NAMES) {
      const [command] = readCommands([{ name: 'x', twin, ...TWINS[twin].example }]);
      assert.equal(command?.twin, twin);
    }
  });

  it('what the dialog says that leaves is what leaves', () => {
    for (const twin of TWIN_NAMES) {
      const { asset, example, leaves } = TWINS[twin];
      const [message] = answered(asset, { twin, ...example }).commands as [Leaves];
      assert.equal(shown(message), leaves, twin);
    }
  });

  it('the documentation lists the same examples', () => {
    const page = readFileSync(join(ROOT, 'docs', 'decision-and-response.md'), 'utf8');
    for (const twin of TWIN_NAMES) {
      const { asset, example, leaves } = TWINS[twin];
      const row = `| ${twin} | \`${JSON.stringify(example)}\` | ${asset} | \`${leaves}\` |`;
      assert.ok(page.includes(row), row);
    }
  });

  it('Ditto, a change: read back as that value of that thing', () => {
    const [message] = answered('org.plant:tank-1', {
      twin: 'ditto-modify',
      topic: 'ditto',
      tag: 'valve/position',
      value: 7,
    }).commands as [Leaves];
    assert.equal(message['topic'], 'ditto');
    assert.deepEqual(valuesOf(read(message)), [['org.plant:tank-1', { 'valve/position': 7 }]]);
  });

  it('Ditto, a message: to the inbox of the feature, and no measurement', () => {
    const [message] = answered('org.plant:tank-1', {
      twin: 'ditto-message',
      topic: 'ditto',
      tag: 'valve/close',
      value: 1,
    }).commands as [Leaves];
    const { topic, path, value, headers } = message['payload'] as Record<string, unknown>;
    assert.equal(topic, 'org.plant/tank-1/things/live/messages/close');
    assert.equal(path, '/features/valve/inbox/messages/close');
    assert.equal(value, 1);
    assert.equal((headers as Record<string, unknown>)['correlation-id'], message.key);
  });

  for (const [twin, path] of [
    ['ngsi-ld', '/ngsi-ld/v1/entities/urn%3Angsi-ld%3ATank%3A1/attrs'],
    ['ngsi-v2', '/v2/entities/urn%3Angsi-ld%3ATank%3A1/attrs'],
  ] as const) {
    it(`${twin}: a PATCH whose attributes, beside the entity's id, read back`, () => {
      const asset = 'urn:ngsi-ld:Tank:1';
      const [message] = answered(asset, { twin, url: 'http://b:1026/', tag: 'level', value: 2.5 }).commands as [Leaves];
      assert.equal(message['method'], 'PATCH');
      assert.equal(message['url'], `http://b:1026${path}`);
      const entity = { id: asset, type: 'Tank', ...(message['payload'] as object) };
      assert.deepEqual(valuesOf(read({ payload: entity })), [[asset, { level: 2.5 }]]);
    });
  }

  it('AAS: the value of one element, a number as a number; as an event of BaSyx it reads back', () => {
    const asset = 'https://plant.example/sm/1';
    const [message] = answered(asset, { twin: 'aas', url: 'http://aas:8081', tag: 'Valve.Position', value: 0 })
      .commands as [Leaves];
    const [, id, path] = /\/submodels\/([^/]+)\/submodel-elements\/([^/]+)\/\$value$/.exec(String(message['url']))!;
    const topic = `sm-repository/repo/submodels/${id}/submodelElements/${path}/value/updated`;
    const payload = JSON.parse(String(message['payload'])) as unknown;
    assert.equal(payload, 0);
    assert.deepEqual(valuesOf(read({ topic, payload })), [[asset, { 'Valve.Position': 0 }]]);
  });

  it('Sparkplug: bytes that the usual decoder reads, to node or device', () => {
    const { decodePayload } = peer();
    for (const [asset, topic] of [
      ['G/E', 'spBv1.0/G/NCMD/E'],
      ['G/E/D', 'spBv1.0/G/DCMD/E/D'],
    ] as const) {
      const [message] = answered(asset, { twin: 'sparkplug', tag: 'Valve/Position', value: 12.5 }).commands as [Leaves];
      assert.equal(message['topic'], topic);
      const { metrics } = decodePayload(message['payload'] as Uint8Array);
      assert.equal(metrics![0]!.name, 'Valve/Position');
      assert.equal(metrics![0]!.type, 'Double');
      assert.equal(metrics![0]!.value, 12.5);
    }
  });

  for (const [datatype, value, right] of [
    ['Boolean', 1, true],
    ['Boolean', 0, false],
    ['Int32', -5, -5],
    ['Int16', -32768, -32768],
    ['UInt32', 4_000_000_000, 4_000_000_000],
    ['Float', 0.5, 0.5],
    ['Double', -1e300, -1e300],
    ['Int64', 9_007_199_254_740_991, 9_007_199_254_740_991],
  ] as const) {
    it(`Sparkplug keeps ${value} as ${datatype}`, () => {
      const [message] = answered('G/E/D', { twin: 'sparkplug', tag: 'm', value, datatype }).commands as [Leaves];
      const [metric] = peer().decodePayload(message['payload'] as Uint8Array).metrics!;
      assert.equal(metric!.type, datatype);
      assert.equal(typeof metric!.value === 'object' ? Number(metric!.value) : metric!.value, right);
      // As data of a device it reads back through our own ingest, too.
      const topic = 'spBv1.0/G/DDATA/E/D';
      assert.deepEqual(valuesOf(read({ topic, payload: message['payload'] })), [['G/E/D', { m: Number(right) }]]);
    });
  }

  it('OPC UA: what the two node packs take, a 0 as well, and what ingest reads back', () => {
    const tag = 'ns=2;s=Valve.Position';
    const [first] = answered('line', { twin: 'opcua', tag, value: 0, datatype: 'Float' }).commands as [Leaves];
    assert.deepEqual([first['topic'], first['datatype'], first['payload']], [tag, 'Float', 0]);
    assert.deepEqual(valuesOf(read({ ...first, statusCode: { value: 0 } }, { asset: 'line' })), [
      ['line', { [tag]: 0 }],
    ]);
    const [second] = answered('line', { twin: 'opcua-iiot', tag, value: 0, datatype: 'Boolean' }).commands as [Leaves];
    assert.equal(second['payload'], false);
    assert.deepEqual(second['addressSpaceItems'], [{ name: '', nodeId: tag, datatypeName: 'Boolean' }]);
    assert.deepEqual([second['nodetype'], second['injectType']], ['inject', 'write']);
  });

  it('AWS: a desired state, classic and named; read back as the wish for that tag', () => {
    for (const [asset, topic] of [
      ['pump', '$aws/things/pump/shadow/update'],
      ['pump/limits', '$aws/things/pump/shadow/name/limits/update'],
    ] as const) {
      const [message] = answered(asset, { twin: 'aws-shadow', tag: 'valve.position', value: 3 }).commands as [Leaves];
      assert.equal(message['topic'], topic);
      assert.deepEqual((message['payload'] as Record<string, unknown>)['state'], {
        desired: { valve: { position: 3 } },
      });
    }
  });

  it('Azure Digital Twins: a patch that reads back', () => {
    const [message] = answered('Tank1', {
      twin: 'azure-digital-twins',
      url: 'https://x.net',
      tag: 'valve/position',
      value: 4,
    }).commands as [Leaves];
    assert.match(String(message['url']), /^https:\/\/x\.net\/digitaltwins\/Tank1\?api-version=/);
    const event = {
      type: 'Microsoft.DigitalTwins.Twin.Update',
      subject: 'Tank1',
      time: '2026-01-01T12:00:00Z',
      data: { modelId: 'dtmi:x;1', patch: message['payload'] },
    };
    assert.deepEqual(valuesOf(read({ payload: event })), [['Tank1', { 'valve/position': 4 }]]);
  });

  it('an asset that cannot be such a twin holds the command and says which form its name needs', () => {
    for (const [asset, twin, form] of [
      ['tank', 'ditto-modify', /namespace:name/],
      ['tank', 'sparkplug', /group\/node/],
      ['G/E/D/X', 'sparkplug', /group\/node/],
      ['a b', 'aws-shadow', /thing/],
    ] as const) {
      const { commands, events } = answered(asset, { twin, ...TWINS[twin].example });
      assert.equal(commands.length, 0);
      const held = events.find(({ event }) => event === 'command-held');
      assert.match(String(held?.['why']), form);
    }
  });

  it('a mistake in the list names the property and the fix', () => {
    const mistakes: [Record<string, unknown>, RegExp][] = [
      [{ twin: 'opc', tag: 'x', value: 1 }, /twin: .*one of plain, ditto-modify/],
      [{ twin: 'ditto-modify', topic: 'd', tag: 'valve', value: 1 }, /tag: .*valve\/position/],
      [{ twin: 'ditto-modify', topic: 'd', tag: 'valve/position' }, /value: is missing/],
      [{ twin: 'ditto-modify', tag: 'valve/position', value: 1 }, /topic: is missing/],
      [{ twin: 'aas', tag: 'Valve', value: 1 }, /url: is missing/],
      [{ twin: 'aas', url: 'ftp://x', tag: 'Valve', value: 1 }, /url: .*http/],
      [{ twin: 'aas', url: 'http://x', topic: 't', tag: 'Valve', value: 1 }, /topic: is not for aas/],
      [{ twin: 'opcua', tag: 'Valve', value: 1 }, /tag: .*ns=2/],
      [{ twin: 'opcua', tag: 'ns=2;s=V', value: 1, datatype: 'Real' }, /datatype: .*Double/],
      [{ twin: 'opcua', tag: 'ns=2;s=V', value: 70_000, datatype: 'Int16' }, /value: .*Int16 holds/],
      [{ twin: 'sparkplug', tag: 'V', value: 1, payload: {} }, /payload: is not for sparkplug/],
      [{ topic: 't', tag: 'V' }, /tag: is not for a plain receiver/],
    ];
    for (const [command, says] of mistakes) assert.throws(() => readCommands([{ name: 'x', ...command }]), says);
  });
});

describe('an alarm as an event of the twin', () => {
  const forms = (form: string, asset = 'org.plant:tank-1'): Leaves[] =>
    answered(asset, { topic: 't' }, { alertForm: form }).alerts;

  it('Ditto: a feature of the thing says that it is open, and then that it is over', () => {
    const values = forms('ditto').map(({ payload }) => {
      const { path, value } = payload as { path: string; value: { properties: Record<string, unknown> } };
      return [path, value.properties['active'], value.properties['kind']];
    });
    assert.deepEqual(values, [
      ['/features/twin-guard', true, 'cyber-attack'],
      ['/features/twin-guard', false, 'cyber-attack'],
    ]);
  });

  it('NGSI-LD: one entity of the type Alert for the whole alarm, that names its source', () => {
    const entities = forms('ngsi-ld', 'urn:ngsi-ld:Tank:1').map(
      ({ payload }) => (payload as Record<string, unknown>[])[0]!,
    );
    assert.equal(new Set(entities.map(({ id }) => id)).size, 1);
    assert.deepEqual(entities[0]!['alertSource'], { type: 'Relationship', object: 'urn:ngsi-ld:Tank:1' });
    assert.equal((entities[1]!['active'] as { value: unknown }).value, false);
  });

  it('Sparkplug: metrics for a device node', () => {
    const [raised, cleared] = forms('sparkplug').map(({ payload }) => {
      const { metrics } = payload as { metrics: { name: string; value: unknown }[] };
      return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
    });
    assert.equal(raised!['Alarm/Active'], true);
    assert.equal(raised!['Alarm/Severity'], 900);
    assert.equal(cleared!['Alarm/Active'], false);
  });

  it('OPC UA: the fields of an alarm condition', () => {
    const [raised, cleared] = forms('opcua-condition').map(({ payload }) => payload as Record<string, unknown>);
    assert.equal(raised!['Severity'], 900);
    assert.equal(raised!['Retain'], true);
    assert.match(String(raised!['Message']), /replay/);
    assert.deepEqual((cleared!['ActiveState'] as Record<string, unknown>)['Id'], false);
  });

  describe('OPC UA: an alarm stays one condition', () => {
    const open = (time: number, kind: DecisionKind, alarm = 'unacknowledged'): TwinRecord => {
      const said = { evidence: [], sentence: 'L1 stands still.', tags: ['L1'] };
      const decision = { kind, severity: 'low', confidence: 0.9, since: NOW, alarm } as const;
      const decided = { ...decision, ...said, pattern: 'frozen' } as const;
      return { asset: 'tank', time, values: { L1: 1 }, verdict: 'anomaly', decision: decided };
    };
    const blind = (time: number): TwinRecord => {
      const comms = { notice: true, blind: { why: 'silent', arrived: 0, judged: 0, since: time } } as const;
      return { asset: 'tank', time, values: {}, verdict: 'fault', comms };
    };
    const calm = (time: number): TwinRecord => ({ asset: 'tank', time, values: { L1: 1 }, verdict: 'normal' });
    const told = (records: readonly TwinRecord[], from?: unknown) => {
      const context = testContext('tank');
      const config = parseConfig({ alertForm: 'opcua-condition', minSeverity: 'low' });
      const layer = createResponse(config, context, from);
      for (const record of records) layer.step(record);
      const conditions = context.sent
        .filter(({ output }) => output === 'alert')
        .map(({ message }) => (message as Leaves).payload as Record<string, unknown>);
      return {
        snapshot: JSON.parse(JSON.stringify(layer.snapshot())) as { alerts: { told: Record<string, unknown> } },
        names: conditions.map(({ ConditionName, Retain }) => `${ConditionName} ${Retain}`),
        kinds: conditions.map(({ ConditionSubClassName }) => ConditionSubClassName),
      };
    };

    it('when its kind becomes another one; a guard that does not see is one of its own', () => {
      const { names, kinds } = told([
        open(NOW, 'sensor-fault'),
        open(NOW + 1000, 'cyber-attack'),
        calm(NOW + 2000),
        blind(NOW + 9000),
      ]);
      assert.deepEqual(names, [
        'TwinGuardAlarm true',
        'TwinGuardAlarm true',
        'TwinGuardAlarm false',
        'TwinGuardBlind true',
      ]);
      assert.deepEqual(kinds.slice(0, 2), [['sensor-fault'], ['cyber-attack']]);
    });

    it('one that somebody has acknowledged is acknowledged when it is over, also over a restart', () => {
      for (const alarm of ['acknowledged', 'shelved', 'unacknowledged']) {
        const config = parseConfig({ alertForm: 'opcua-condition', minSeverity: 'low' });
        const before = createResponse(config, testContext('tank'));
        before.step(open(NOW, 'data-drift'));
        before.step(open(NOW + 1000, 'data-drift', alarm));
        const context = testContext('tank');
        const layer = createResponse(config, context, JSON.parse(JSON.stringify(before.snapshot())));
        layer.step({ asset: 'tank', time: NOW + 2000, values: { L1: 1 }, verdict: 'normal' });
        const { payload } = context.sent.find(({ output }) => output === 'alert')!['message'] as { payload: unknown };
        const { AckedState, ActiveState } = payload as Record<string, { Id: boolean }>;
        assert.deepEqual([ActiveState!.Id, AckedState!.Id], [false, alarm !== 'unacknowledged'], alarm);
      }
    });

    it('across an update: what an older version raised under the name of its kind is cleared under that name', () => {
      const { snapshot } = told([open(NOW, 'sensor-fault')]);
      delete snapshot.alerts.told['condition'];
      assert.deepEqual(told([calm(NOW + 1000)], snapshot).names, ['sensor-fault false']);
      const later = told([open(NOW + 1000, 'cyber-attack')], snapshot);
      assert.deepEqual(later.names, ['sensor-fault true']);
      // After one more restart it is still known by that.
      const last = told([calm(NOW + 2000), open(NOW + 3000, 'sensor-fault')], later.snapshot);
      assert.deepEqual(last.names, ['sensor-fault false', 'TwinGuardAlarm true']);
    });
  });

  it('CloudEvents: ids differ, attributes are those of the specification', () => {
    const events = forms('cloudevents').map(({ payload }) => payload as Record<string, unknown>);
    assert.equal(new Set(events.map(({ id }) => id)).size, 2);
    assert.deepEqual(
      events.map(({ type, subject, specversion }) => [type, subject, specversion]),
      [
        ['io.twin-guard.alarm.raised', 'org.plant:tank-1', '1.0'],
        ['io.twin-guard.alarm.cleared', 'org.plant:tank-1', '1.0'],
      ],
    );
  });

  it('an asset that has no place in the form: the alert leaves as it is, and that is told', () => {
    const { alerts, events } = answered('tank', { topic: 't' }, { alertForm: 'ditto' });
    assert.deepEqual(
      alerts.map(({ alert }) => alert),
      ['raised', 'cleared'],
    );
    assert.match(String(events.find(({ event }) => event === 'alert-form')?.['text']), /namespace:name/);
  });
});

/** A message on one line: where it goes, and its payload without what only serves to match an answer. */
function shown({ method, url, topic, payload }: Leaves): string {
  const to = method === undefined ? topic : `${method} ${url}`;
  if (payload instanceof Uint8Array) return `${to} bytes`;
  const { headers: _headers, clientToken: _token, ...body } = Array.isArray(payload) ? {} : Object(payload);
  return `${to} ${typeof payload === 'object' && !Array.isArray(payload) ? JSON.stringify(body) : typeof payload === 'string' ? payload : JSON.stringify(payload)}`;
}

interface Decoded {
  readonly metrics?: { readonly name: string; readonly type: string; readonly value: unknown }[];
}

/** The decoder that Sparkplug's users have. */
function peer(): { decodePayload(bytes: Uint8Array): Decoded } {
  return createRequire(__filename)('sparkplug-payload').get('spBv1.0');
}
