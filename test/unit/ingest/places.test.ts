import assert from 'node:assert/strict';
import { parseOrder } from '../../../lib/layer/orders';
import { isLive } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest, type Ingest, type IngestEvent } from '../../../nodes/ingest/core';
import { followOrder, ORDERS } from '../../../nodes/ingest/orders';
import { START } from './helper';

const MOST = 20;

/** One node with a disk: what it saves is there for the next one. */
class Site {
  readonly disk = new Map<string, unknown>();
  readonly events: IngestEvent[] = [];
  ingest!: Ingest;
  now = START;

  constructor(readonly settings: Record<string, unknown> = {}) {
    this.restart();
  }

  /** Starts anew with what was saved, as after a power cut. */
  restart(): void {
    this.ingest = createIngest(parseConfig({ maxAssets: MOST, settle: 10, ...this.settings }), {
      event: (event) => this.events.push(event),
      save: (asset) => this.disk.set(asset, JSON.parse(JSON.stringify(this.ingest.snapshot(asset) ?? null))),
      restore: (asset) => this.disk.get(asset),
      forget: (asset) => this.disk.delete(asset),
    });
  }

  /** @returns whether it was judged */
  send(asset: string): boolean {
    this.now += 100;
    const payload = { time: this.now, a: this.now % 7 };
    return this.ingest.accept({ topic: asset, payload }, this.now).some(isLive);
  }

  learn(asset: string): void {
    for (let i = 0; i < 12; i++) this.send(asset);
  }
}

describe('the places of assets', () => {
  it('an order finds an asset that was restored before its first message', () => {
    const site = new Site();
    site.learn('pump');
    site.restart();
    const status = parseOrder({ do: 'status', asset: 'pump' }, ORDERS);
    const ask = (): IngestEvent => followOrder(site.ingest, status, site.now, assert.fail)[0]!;
    assert.throws(ask, /"pump" is not known here/);
    site.ingest.restore('pump', site.now);
    assert.deepEqual(Object.keys((ask() as { tags?: object }).tags ?? {}), ['a']);
    assert.ok(site.send('pump'));
  });

  it('of learned twins are theirs after a restart, whatever names come before them', () => {
    const site = new Site();
    for (const twin of ['pump', 'mixer']) site.learn(twin);
    site.restart();
    for (let i = 0; i < 5 * MOST; i++) site.send(`forged ${i}`);
    for (const twin of ['pump', 'mixer']) {
      for (let i = 0; i < 20; i++) assert.ok(site.send(twin));
      assert.equal(
        site.events.findLast(({ asset, event }) => asset === twin && event === 'asset')!['text'],
        `${twin} is back`,
      );
    }
    assert.ok(site.ingest.assets().length <= MOST);
  });

  it('go to a new twin, too: names that came once make room', () => {
    const site = new Site();
    for (let i = 0; i < 3 * MOST; i++) site.send(`forged ${i}`);
    for (let i = 0; i < 30; i++) {
      assert.ok(site.send('new pump'));
      site.send(`more forged ${i}`);
      site.send(`and more ${i}`);
    }
    assert.equal(site.ingest.counts('new pump')['messages'], 30);
  });

  it('are refused once all are settled, and nothing changes then', () => {
    const site = new Site();
    for (let i = 0; i < MOST; i++) site.learn(`pump ${i}`);
    assert.throws(() => site.send('one more'), /would be asset 21, the limit is 20/);
    assert.equal(site.ingest.assets().length, MOST);
    site.restart();
    assert.throws(() => site.send('one more'), /would be asset 21/);
    assert.ok(site.send('pump 7'));
  });

  it('that are given up leave nothing on disk, and that is told, not each time', () => {
    const site = new Site();
    for (let i = 0; i < 10 * MOST; i++) site.send(`forged ${i}`);
    assert.ok(site.disk.size <= MOST + 1, `${site.disk.size} states`);
    const told = site.events.filter(({ event }) => event === 'asset-dropped').length;
    assert.ok(told >= 1 && told <= 2);
  });

  it('end with the order reset', () => {
    const site = new Site();
    site.learn('pump');
    site.ingest.reset();
    site.disk.delete('pump');
    site.restart();
    for (let i = 0; i < MOST; i++) site.learn(`other ${i}`);
    assert.throws(() => site.send('pump'));
  });

  it('stay when one message names many assets', () => {
    const site = new Site();
    site.learn('pump');
    site.restart();
    const rows = (from: number): unknown => Array.from({ length: 15 }, (_, i) => ({ device: `d${from + i}`, a: 1 }));
    for (let k = 0; k < 5; k++) site.ingest.accept({ topic: 't', payload: rows(15 * k) }, START);
    assert.ok(site.send('pump'));
    assert.ok(site.ingest.assets().length <= MOST);
    assert.ok(site.ingest.assets().includes('d74'));
  });

  it('of twins that do not come back after a restart are looked after: their guard is blind', () => {
    const site = new Site();
    site.learn('pump');
    site.learn('mixer');
    site.restart();
    const notices: string[] = [];
    for (let s = 0; s < 120; s++) {
      site.now += 1000;
      site.send('mixer');
      for (const { asset, comms } of site.ingest.tick(site.now))
        if (comms?.notice === true) notices.push(`${asset} ${comms.blind!.why}`);
    }
    assert.deepEqual([...new Set(notices)], ['pump silent']);
  });
});
