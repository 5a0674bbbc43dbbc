import assert from 'node:assert/strict';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest, type Ingest, type IngestEvent } from '../../../nodes/ingest/core';
import { START } from './helper';

const HOUR = 3_600_000;

/** One node with a disk and a clock on the wall, as the node around ingest handles them. */
class Site {
  readonly disk = new Map<string, string>();
  events: IngestEvent[] = [];
  ingest!: Ingest;
  now = START;

  constructor(readonly settings: Record<string, unknown> = {}) {
    this.start();
  }

  start(): void {
    this.events = [];
    this.ingest = createIngest(parseConfig({ settle: 20, ...this.settings }), {
      event: (event) => this.events.push(event),
      save: (asset) => this.disk.set(asset, JSON.stringify(this.ingest.snapshot(asset) ?? null)),
      restore: (asset) => JSON.parse(this.disk.get(asset) ?? 'null') ?? undefined,
    });
  }

  /** A deploy. */
  deploy(): void {
    this.ingest.keep(this.now);
    this.start();
  }

  /** A message of the pump, then time passes. @param step ms until the next one */
  send(step: number): TwinRecord[] {
    const i = this.now / step;
    const payload = { time: this.now, T: 20 + Math.sin(i), L: i % 7 };
    const records = [...this.ingest.accept({ topic: 'pump', payload }, this.now), ...this.ingest.tick(this.now)];
    this.now += step;
    return records;
  }

  wait(ms: number, tick = 1000): TwinRecord[] {
    const records: TwinRecord[] = [];
    for (const end = this.now + ms; this.now < end; this.now += tick) records.push(...this.ingest.tick(this.now));
    return records;
  }
}

describe('a deploy or a restart of the node', () => {
  for (const [name, step] of [
    ['a second', 1000],
    ['an hour', HOUR],
  ] as const) {
    it(`is no outage of a source that sends every ${name}`, () => {
      const site = new Site();
      for (let i = 0; i < 990; i++) site.send(step);
      site.deploy();
      const [record] = site.send(step);
      assert.equal(record!.comms?.interval, step);
      assert.equal(record!.comms?.gap ?? 0, 0);
      assert.equal(record!.verdict, undefined);
    });
  }

  it('that nobody announced costs at most what came in a minute or so', () => {
    const site = new Site();
    for (let i = 0; i < 990; i++) site.send(1000);
    site.start();
    const [record] = site.send(1000);
    assert.ok((record!.comms?.interval ?? 0) <= 62_000, `${record!.comms?.interval} ms are missing`);
  });

  for (const messages of [0, 1, 2, 4, 5]) {
    it(`does not make it forget what silence is: ${messages} messages and no more are told as silence`, () => {
      const site = new Site();
      for (let i = 0; i < 200; i++) site.send(1000);
      for (const _ of [1, 2]) {
        site.deploy();
        for (let i = 0; i < messages; i++) site.send(1000);
      }
      const records = site.wait(15 * 60_000);
      assert.ok(site.events.some(({ event }) => event === 'offline'));
      assert.equal(records.find(({ comms }) => comms?.notice)?.comms?.blind?.why, 'silent');
    });
  }
});
