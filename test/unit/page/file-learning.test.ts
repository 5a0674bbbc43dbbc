import assert from 'node:assert/strict';
import { once } from 'node:events';
import { FileLearning } from '../../../lib/page/file-learning/file-learning';
import type { ReadRecording } from '../../../lib/page/file-learning/reading';
import { Hub } from '../../../lib/page/hub';
import type { Member, Seat } from '../../../lib/page/member';

/** A detector that keeps what it was ordered to do. */
function detector(id: string, ordered: string[]): Member {
  return {
    id,
    type: 'twin-autoencoder',
    layer: 'detector',
    name: id,
    orders: ['train'],
    assets: () => ['Tank'],
    has: () => true,
    status: () => undefined,
    report: () => ({}),
    follow: ({ do: name }) => {
      ordered.push(`${id} ${name}`);
      return {};
    },
  };
}

describe('learning from a file while nodes are deployed', () => {
  /** What the order comes to when `meanwhile` happens before the end of the file. */
  async function learned(meanwhile: (hub: Hub, seat: Seat, ordered: string[]) => void): Promise<[unknown[], string[]]> {
    const ordered: string[] = [];
    const hub = new Hub({ now: () => 0, soon: (run) => run(), behind: () => new Set(), fail: assert.fail });
    hub.served = true;
    const seat = hub.join(detector('d', ordered));
    hub.rewire();
    const { key } = hub.fleet().assets[0]!;
    const read: ReadRecording = async function* () {
      yield { kind: 'opened', rows: 1, of: 1, tags: [], notes: [] };
      meanwhile(hub, seat, ordered);
      yield { kind: 'rows', rows: [{ time: 0, values: { T1: 5 } }] };
    };
    const ended = new EventTarget();
    const learning: FileLearning = new FileLearning({
      read,
      shown: (key) => hub.shown(key),
      member: (id) => hub.member(id),
      now: () => 0,
      pause: async () => {},
      changed: () => {
        const { state } = learning.of(key)!;
        if (state === 'learning' || state === 'refused') ended.dispatchEvent(new Event('end'));
      },
      fail: (error) => assert.fail(error),
    });
    const end = once(ended, 'end');
    learning.start(hub.shown(key)!, { name: 'a.csv', path: '/a.csv', by: undefined });
    await end;
    const { state, text } = learning.of(key)!;
    return [[state, text], ordered];
  }

  it('the order goes to the detector that was there all the time', async () => {
    const [line, ordered] = await learned(() => {});
    assert.deepEqual([line, ordered], [['learning', undefined], ['d train']]);
  });

  it('another one in its place, or none, is no reason to order the closed one: the person is asked to start again', async () => {
    const anew = (hub: Hub, seat: Seat, ordered: string[]): void => {
      seat.leave();
      hub.join(detector('d', ordered));
      hub.rewire();
    };
    const gone = (hub: Hub, seat: Seat): void => {
      seat.leave();
      hub.rewire();
    };
    // The new one stands, or will in a moment, and is not of the chain yet.
    const closed = (_hub: Hub, seat: Seat): void => seat.leave();
    const between = (hub: Hub, seat: Seat, ordered: string[]): void => {
      seat.leave();
      hub.join(detector('d', ordered));
    };
    for (const meanwhile of [anew, gone, closed, between]) {
      const [[state, text], ordered] = await learned(meanwhile);
      assert.deepEqual([state, ordered], ['refused', []]);
      assert.match(String(text), /deployed anew meanwhile; start again/);
    }
  });

  it('of an asset that is gone nothing is kept: the reading ends, and another one may begin', async () => {
    const hub = new Hub({ now: () => 0, soon: (run) => run(), behind: () => new Set(), fail: assert.fail });
    hub.served = true;
    let assets = ['Tank', 'Pump'];
    hub.join({ ...detector('d', []), assets: () => assets, has: (asset) => assets.includes(asset) });
    hub.rewire();
    const ended = new EventTarget();
    const learning = new FileLearning({
      // Longer than anybody waits.
      read: async function* (_request, signal) {
        await once(signal, 'abort');
        yield { kind: 'rows', rows: [] };
      },
      shown: (key) => hub.shown(key),
      member: (id) => hub.member(id),
      now: () => 0,
      pause: async () => {},
      changed: () => ended.dispatchEvent(new Event('end')),
      fail: (error) => assert.fail(error),
    });
    hub.fileLearning = learning;
    const [tank, pump] = hub.fleet().assets.map(({ key }) => hub.shown(key)!);
    const request = { name: 'a.csv', path: '/a.csv', by: undefined };
    learning.start(tank!, request);
    assert.throws(() => learning.start(pump!, request), /a.csv is being read; wait/);
    assets = ['Pump'];
    const end = once(ended, 'end');
    hub.turn();
    assert.equal(learning.of(tank!.sight.key), undefined);
    await end;
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(learning.start(pump!, request).state, 'opening');
  });
});
