import assert from 'node:assert/strict';
import type { AlarmLine, AssetLine, LayerName } from '../../../lib/page/api';
import { Hub } from '../../../lib/page/hub';
import type { Member, Seat } from '../../../lib/page/member';
import type { Decision, TwinRecord } from '../../../lib/record/record';

/** Records go from each node to those that it names. */
type Wiring = Readonly<Record<string, readonly string[]>>;

const PLANT: Decision = {
  kind: 'cyber-attack',
  severity: 'high',
  since: 1_790_000_000_000,
  tags: [],
  evidence: [],
  alarm: 'unacknowledged',
  sentence: 'It is.',
  pattern: 'replay',
  confidence: 1,
};

class Plant {
  now = 1_790_000_000_000;
  readonly failures: string[] = [];
  readonly seats = new Map<string, Seat>();
  readonly hub: Hub;

  constructor(nodes: Readonly<Record<string, LayerName>>, wiring: Wiring, assets: readonly string[]) {
    const behind = (id: string, found = new Set<string>()): Set<string> => {
      for (const next of wiring[id] ?? []) if (!found.has(next)) behind(next, found.add(next));
      return found;
    };
    const fail = (error: Error): void => void this.failures.push(error.message);
    this.hub = new Hub({ now: () => this.now, soon: (run) => run(), behind, fail });
    this.hub.served = true;
    for (const [id, layer] of Object.entries(nodes)) this.seats.set(id, this.hub.join(member(id, layer, assets)));
    this.hub.rewire();
  }

  see(id: string, record: Partial<TwinRecord> = {}): void {
    this.seats.get(id)!.see('Tank', { asset: 'Tank', time: this.now, values: { T1: 5 }, verdict: 'normal', ...record });
  }

  get lines(): readonly AssetLine[] {
    return this.hub.fleet().assets;
  }
}

function member(id: string, layer: LayerName, assets: readonly string[]): Member {
  const learning = layer === 'detector';
  return {
    id,
    type: `twin-${layer}`,
    layer,
    name: id,
    orders: ['status'],
    assets: () => assets,
    has: (asset) => assets.includes(asset),
    status: () =>
      learning ? { state: 'learning', values: { done: 312, total: 1000 }, left: 360_000 } : { state: 'watching' },
    report: () => ({ alarm: 'normal' }),
    follow: () => ({}),
  };
}

describe('what the page knows of assets', () => {
  it('an asset belongs to the last node of its chain that judges, also where orders lead back', () => {
    const nodes = {
      i: 'ingest',
      a: 'detector',
      t: 'threshold',
      d: 'decision',
      r: 'response',
      lone: 'threshold',
    } as const;
    const { hub, lines } = new Plant(nodes, { i: ['a'], a: ['t'], t: ['d'], d: ['r'], r: ['a'] }, ['Tank']);
    assert.deepEqual(
      lines.map(({ guard }) => guard),
      ['d', 'lone'],
    );
    const { members } = hub.shown(lines[0]!.key)!;
    assert.deepEqual(
      members.map(({ id }) => id),
      ['i', 'a', 't', 'd', 'r'],
    );
  });

  it('says what it waits for, what it learns, and that nothing comes any more', () => {
    const plant = new Plant({ a: 'detector', d: 'decision' }, { a: ['d'] }, ['Tank']);
    assert.equal(plant.lines[0]!.state, 'waiting');
    for (let i = 0; i < 20; i++) {
      plant.now += 1000;
      plant.see('d', { verdict: 'learning' });
    }
    assert.deepEqual(
      [plant.lines[0]!.state, plant.lines[0]!.text],
      ['learning', 'Learning, 312 of 1,000, about 6 min. Until then nothing is judged.'],
    );
    plant.now += 1000;
    plant.see('d', { rarity: 12 });
    assert.deepEqual([plant.lines[0]!.state, plant.lines[0]!.rarity], ['watching', 12]);
    plant.now += 120_000;
    assert.deepEqual(
      [plant.lines[0]!.state, plant.lines[0]!.text],
      ['silent', 'No record for 2 min (usual: every 1 s).'],
    );
    // The clock on the wall is set back by an hour: two minutes later it is two minutes that nothing came.
    plant.now -= 3_600_000;
    plant.hub.turn();
    plant.now += 120_000;
    assert.deepEqual([plant.lines[0]!.state, plant.lines[0]!.text.slice(0, 20)], ['silent', 'No record for 2 min ']);
    plant.see('d', { masked: { why: 'the plant settles' } });
    assert.deepEqual([plant.lines[0]!.state, plant.lines[0]!.text], ['masked', 'the plant settles']);
    plant.see('d', { verdict: 'fault' });
    assert.equal(plant.lines[0]!.state, 'fault');
  });

  it('knows how often records come, also where many come in one go', () => {
    const plant = new Plant({ d: 'decision' }, {}, ['Tank']);
    for (let second = 0; second < 20; second++) {
      for (let i = 0; i < 50; i++) plant.see('d', { rarity: 12 });
      plant.now += 1000;
    }
    assert.equal(plant.lines[0]!.interval, 20);
  });

  it('what is sent afterwards changes nothing of what is shown as live', () => {
    const plant = new Plant({ d: 'decision' }, {}, ['Tank']);
    plant.see('d', { rarity: 12 });
    plant.see('d', { rarity: 99, comms: { historical: true } });
    assert.equal(plant.lines[0]!.rarity, 12);
  });

  it('draws the last hour by the minute', () => {
    const plant = new Plant({ d: 'decision' }, {}, ['Tank']);
    for (let minute = 0; minute < 90; minute++) {
      plant.see('d', { rarity: minute });
      plant.see('d', { rarity: 0 });
      plant.now += 60_000;
    }
    const { spark } = plant.lines[0]!;
    assert.deepEqual([spark!.length, spark![0], spark![58], spark![59]], [60, 31, 89, null]);
  });

  it('a node that cannot answer is told once, and all others are shown as ever', () => {
    const plant = new Plant({ d: 'decision', e: 'decision', f: 'detector' }, { f: ['e'] }, ['Tank']);
    for (const id of ['d', 'f']) {
      Object.assign(plant.hub.member(id)!, {
        report: () => {
          throw new Error(`${id} cannot say`);
        },
      });
    }
    for (const id of ['d', 'e']) {
      Object.assign(
        plant.hub.member(id)!,
        id === 'e' && { report: () => ({ alarm: 'unacknowledged', decision: PLANT }) },
      );
      plant.see(id, { decision: PLANT });
    }
    for (let i = 0; i < 3; i++) plant.hub.turn();
    assert.deepEqual(plant.failures, ['d cannot say', 'f cannot say']);
    assert.deepEqual(
      plant.hub.alarms().map(({ guard }) => guard),
      ['e'],
    );
  });

  it('an alarm that is put aside hides no guard that does not see; out of service nothing is told', () => {
    const shown = (alarm: string, record: Partial<TwinRecord>, passed = 0): string => {
      const plant = new Plant({ d: 'decision' }, {}, ['Tank']);
      Object.assign(plant.hub.member('d')!, {
        report: () => ({ alarm, suppressed: 'the mode is x', decision: { ...PLANT, alarm } }),
      });
      plant.see('d', { verdict: 'anomaly', decision: { ...PLANT, alarm } });
      plant.hub.turn();
      plant.see('d', { decision: { ...PLANT, alarm }, ...record });
      plant.now += passed;
      return plant.lines[0]!.state;
    };
    const fault = { verdict: 'fault' } as const;
    for (const alarm of ['shelved', 'suppressed by design']) {
      assert.equal(shown(alarm, fault), 'fault');
      assert.equal(shown(alarm, {}, 120_000), 'silent');
    }
    assert.equal(shown('unacknowledged', fault), 'alarm');
    assert.equal(shown('out of service', fault), 'masked');
  });

  it('the alarms of a node that is deleted are over in the history, also where that was while nothing ran', async () => {
    const plant = new Plant({ d: 'decision', e: 'decision' }, {}, ['Tank']);
    const written = new Map<string, AlarmLine>();
    const old = { key: 'gone~Tank', since: 1, state: 'shelved', aside: { state: 'shelved' } } as const;
    plant.hub.history = {
      see: () => {},
      mark: () => {},
      tick: () => {},
      alarm: (line: AlarmLine) => written.set(line.id, line),
      alarms: async () => [...written.values(), { ...old, id: 'old' }],
    } as never;
    for (const id of ['d', 'e']) {
      Object.assign(plant.hub.member(id)!, { report: () => ({ alarm: 'unacknowledged', decision: PLANT }) });
      plant.see(id, { decision: PLANT });
    }
    plant.hub.turn();
    assert.equal(written.size, 2);
    plant.seats.get('d')!.leave();
    plant.now += 1000;
    plant.hub.rewire();
    await new Promise(setImmediate);
    assert.deepEqual(
      [...written.values()].map(({ id, state, until }) => [id, state, until]),
      [
        ['d~Tank 1790000000000', 'normal', plant.now - 1000],
        ['e~Tank 1790000000000', 'unacknowledged', undefined],
        ['old', 'normal', plant.now],
      ],
    );
  });

  it('alarms of assets that a fleet has yet to hand over stay open in the history', async () => {
    const plant = new Plant({ d: 'decision', e: 'decision' }, {}, []);
    Object.assign(plant.hub.member('d')!, { awaitsAssets: () => true });
    const lines = ['d~A~1', 'e~Tank', 'gone~Tank'].map((key) => ({ id: key, key, since: 1, state: 'unacknowledged' }));
    const over: string[] = [];
    plant.hub.history = {
      mark: () => {},
      alarm: ({ id }: AlarmLine) => over.push(id),
      alarms: async () => lines,
    } as never;
    plant.hub.rewire();
    await new Promise(setImmediate);
    assert.deepEqual(over, ['e~Tank', 'gone~Tank']);
  });

  it('keeps nothing of what nodes hand over while no page is served', () => {
    const plant = new Plant({ d: 'decision' }, {}, ['Tank']);
    plant.hub.served = false;
    plant.see('d', { rarity: 12 });
    assert.equal(plant.lines[0]!.rarity, undefined);
  });
});
