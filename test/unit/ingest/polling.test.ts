import assert from 'node:assert/strict';
import { isLive, type TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/ingest/config';
import { createIngest, type Ingest, type IngestEvent } from '../../../nodes/ingest/core';
import type { Message } from '../../../nodes/ingest/reading';
import { START } from './helper';

const POLL = 5000;
const MINUTE = 60_000;
const date = (time: number): string => new Date(time).toISOString();

/** What a twin answers: values, and when each of them changed last. */
type Answer = (values: readonly number[], changed: readonly number[], now: number) => Message;

const SOURCES: Readonly<Record<string, Answer>> = {
  'OPC UA, several nodes': (values, changed, now) => ({
    topic: '',
    items: values.map((_, i) => `ns=1;s=T${i}`),
    payload: values.map((value, i) => ({
      value: { dataType: 11, value },
      statusCode: { value: 0 },
      sourceTimestamp: new Date(changed[i]!),
      serverTimestamp: new Date(now),
    })),
  }),
  'Eclipse Ditto, the thing': (values, changed) => ({
    payload: {
      thingId: 'a:b',
      _modified: date(Math.max(...changed)),
      features: { s: { properties: Object.fromEntries(values.map((value, i) => [`T${i}`, value])) } },
    },
  }),
  'NGSI-LD, the entity': (values, changed) => ({
    payload: {
      id: 'urn:x:1',
      type: 'X',
      ...Object.fromEntries(
        values.map((value, i) => [`T${i}`, { type: 'Property', value, observedAt: date(changed[i]!) }]),
      ),
    },
  }),
  'Home Assistant, all states': (values, changed) => ({
    payload: values.map((value, i) => ({
      entity_id: `sensor.s${i}`,
      state: String(value),
      last_changed: date(changed[i]!),
      last_updated: date(changed[i]!),
      attributes: {},
    })),
  }),
  'a plain object': (values, changed) => ({
    topic: 'pump',
    payload: { time: Math.max(...changed), ...Object.fromEntries(values.map((value, i) => [`T${i}`, value])) },
  }),
};

/** A twin that is asked every five seconds, and of which one value changes now and then. */
class Asked {
  events: IngestEvent[] = [];
  ingest: Ingest;
  now = START;
  /** By which the host's clock is ahead, ms. */
  ahead = 0;
  readonly #values: number[];
  readonly #changed: number[];
  #changes = 0;

  constructor(
    readonly answer: Answer,
    readonly every: number,
    tags = 3,
  ) {
    this.#values = Array.from({ length: tags }, (_, i) => 20 + i);
    this.#changed = this.#values.map(() => START);
    this.ingest = this.start();
  }

  start(saved?: (asset: string) => unknown): Ingest {
    return createIngest(parseConfig({}), {
      event: (event) => this.events.push(event),
      ...(saved === undefined ? {} : { restore: saved }),
    });
  }

  restart(): void {
    const saved = new Map(['', ...this.ingest.assets()].map((name) => [name, this.ingest.snapshot(name)]));
    this.ingest = this.start((name) => JSON.parse(JSON.stringify(saved.get(name) ?? null)) ?? undefined);
  }

  /** @param ms that pass @param changing whether anything changes meanwhile */
  run(ms: number, changing = true): TwinRecord[] {
    const records: TwinRecord[] = [];
    for (const end = this.now + ms; this.now < end; this.now += POLL) {
      if (changing && (this.now - START) % this.every === 0) {
        const i = this.#changes++ % this.#values.length;
        this.#values[i]! += this.#changes % 2 === 0 ? 0.1 : -0.1;
        this.#changed[i] = this.now - 300;
      }
      records.push(...this.ask());
    }
    return records;
  }

  ask(after = 50): TwinRecord[] {
    const message = this.answer(this.#values, this.#changed, this.now);
    const arrival = this.now + this.ahead + after;
    return [...this.ingest.accept(message, arrival), ...this.ingest.tick(arrival + 10)];
  }
}

describe('a source that is asked, and answers with the time of the last change', () => {
  for (const [name, answer] of Object.entries(SOURCES)) {
    for (const every of [20_000, MINUTE, 3 * MINUTE]) {
      it(`${name}, a change every ${every / 1000} s: each answer is judged, and nobody is told that the guard is blind`, () => {
        const source = new Asked(answer, every);
        source.run(12 * every);
        source.events = [];
        const records = source.run(2 * 3_600_000).filter(isLive);
        assert.ok(records.length >= (2 * 3_600_000) / POLL);
        assert.deepEqual(
          source.events.filter(({ event }) => ['blind', 'duplicate', 'late'].includes(event)),
          [],
        );
        const back = records.findIndex((record, i) => i > 0 && record.time < records[i - 1]!.time);
        assert.equal(back, -1, 'the time of the records never runs backwards');
        const passed = records.at(-1)!.time - records[0]!.time;
        assert.ok(Math.abs(passed - 2 * 3_600_000) <= every, `${passed} ms have passed in its records`);
        assert.ok(records.every(({ verdict }) => verdict === undefined));
      });
    }
  }

  it('with many values of which one is always new has none of the others called a repeat', () => {
    const source = new Asked(SOURCES['Home Assistant, all states']!, POLL, 40);
    source.run(10 * MINUTE);
    source.events = [];
    const records = source.run(3_600_000);
    assert.equal(records.filter(isLive).length, 3_600_000 / POLL);
    assert.deepEqual(source.events, []);
  });

  it('goes on so after a restart', () => {
    const source = new Asked(SOURCES['Eclipse Ditto, the thing']!, MINUTE);
    source.run(20 * MINUTE + 4 * POLL);
    source.restart();
    const records = source.run(5 * POLL);
    assert.equal(records.filter(isLive).length, 5);
    assert.equal(records[0]!.comms?.interval, POLL);
  });

  it('OPC UA, several nodes: when all its nodes stand still for much longer than usual, they are stale', () => {
    const source = new Asked(SOURCES['OPC UA, several nodes']!, MINUTE);
    source.run(30 * MINUTE);
    const records = source.run(15 * MINUTE, false);
    const seen = records.findIndex(({ verdict }) => verdict === 'fault');
    assert.ok(seen >= 0 && seen <= (6 * MINUTE) / POLL, `seen after ${seen} answers`);
    assert.deepEqual([...new Set(Object.values(records.at(-1)!.quality!))], ['stale']);
    assert.equal(source.run(2 * MINUTE).at(-1)!.verdict, undefined);
  });

  for (const name of ['Eclipse Ditto, the thing', 'NGSI-LD, the entity', 'a plain object']) {
    it(`${name}: when what it answers from stands still for much longer than usual, the guard says that it is blind`, () => {
      const source = new Asked(SOURCES[name]!, MINUTE);
      source.run(30 * MINUTE);
      source.events = [];
      const since = source.now;
      const records = source.run(15 * MINUTE, false);
      const told = source.events.find(({ event }) => event === 'blind');
      assert.match(String(told?.['text']), /the source repeats itself/);
      assert.ok(told!.time - since < 8 * MINUTE, `told after ${told!.time - since} ms`);
      const last = records.filter(isLive).at(-1)!;
      assert.ok(last.time - since <= 6 * MINUTE, 'and judges none of it meanwhile');
      assert.equal(records.at(-1)!.comms?.duplicate, true);
      const back = source.run(2 * MINUTE);
      assert.ok(isLive(back.at(-1)!));
      assert.equal(back.at(-1)!.verdict, undefined);
      assert.equal(back.at(-1)!.comms?.blind, undefined);
    });
  }

  for (const [name, ahead, looks] of [
    ['ahead for two looks', 3_600_000, 2],
    ['back for two looks', -3_600_000, 2],
    ['ahead for good', 3_600_000, Infinity],
    ['back for good', -3_600_000, Infinity],
  ] as const) {
    it(`a host's clock that is set ${name} leaves no long gap in what is judged`, () => {
      const source = new Asked(SOURCES['a plain object']!, 3 * POLL);
      source.run(30 * MINUTE + POLL);
      source.events = [];
      source.ahead = ahead;
      const during = source.run(2 * POLL);
      if (looks === 2) source.ahead = 0;
      const records = [...during, ...source.run(2 * 3_600_000)].filter(isLive);
      assert.ok(records.length >= (2 * 3_600_000) / POLL - 20, `${records.length} live`);
      assert.deepEqual(
        records.filter(({ verdict }) => verdict !== undefined),
        [],
      );
      const passed = records.at(-1)!.time - records[0]!.time;
      assert.ok(Math.abs(passed - 2 * 3_600_000) <= 6 * POLL, `${passed} ms have passed in its records`);
      const still = records.filter(({ time }, i) => time === records[i - 1]?.time).length;
      assert.ok(still <= 5, `${still} have the time of the one before`);
    });
  }

  for (const after of [50, 400, 700, 900]) {
    it(`is none that delivers each message twice, ${after} ms later: the second is a duplicate`, () => {
      const ingest = createIngest(parseConfig({}), {});
      const records: TwinRecord[] = [];
      for (let i = 0; i < 600; i++) {
        const time = START + 1000 * i;
        const message = { topic: 'pump', payload: { time, a: Math.sin(i), b: Math.cos(i) } };
        for (const arrival of [time, time + after]) records.push(...ingest.accept(message, arrival));
      }
      assert.equal(records.filter(isLive).length, 600);
    });
  }

  /** After news that came so often, each time, it hangs. */
  const hung = (news: number): IngestEvent[] => {
    const events: IngestEvent[] = [];
    const ingest = createIngest(parseConfig({}), { event: (event) => events.push(event) });
    let now = START;
    let time = START;
    const send = (): unknown => ingest.accept({ topic: 'pump', payload: { time, a: Math.sin(time) } }, now);
    for (let i = 1; i < 1000; i++, now += 1000) {
      time = now;
      send();
      if (i % news !== 0 || i > 4 * news) continue;
      for (let k = 0; k < 20; k++) {
        now += 1000;
        send();
      }
    }
    for (let k = 0; k < 600; k++, now += 1000) send();
    return events;
  };
  for (const news of [30, 10, 3, 1]) {
    it(`a gateway that hangs early after each ${news} news is told when it hangs for good`, () => {
      const texts = hung(news).map(({ event, text }) => `${event} ${text}`);
      assert.match(texts.filter((text) => /^blind/.test(text)).at(-1) ?? '', /the source repeats itself/);
    });
  }

  it('is no licence to repeat: bursts, and repeats of anything older, are duplicates', () => {
    const source = new Asked(SOURCES['a plain object']!, MINUTE);
    source.run(20 * MINUTE);
    const burst = Array.from({ length: 50 }, (_, i) => source.ask(100 + i)).flat();
    assert.ok(burst.filter(isLive).length <= 1, `${burst.filter(isLive).length} of a burst are live`);
    assert.ok(source.events.some(({ event }) => event === 'duplicate'));
  });

  it('is not what a source becomes that moved with every message, however often somebody makes it stand still', () => {
    const events: IngestEvent[] = [];
    const ingest = createIngest(parseConfig({ settle: 20 }), { event: (event) => events.push(event) });
    let now = START;
    const send = (time: number): unknown => ingest.accept({ topic: 'pump', payload: { time, a: 1 } }, now);
    for (let i = 0; i < 300; i++, now += 1000) send(now);
    for (let run = 0; run < 10; run++) {
      const time = now;
      for (let i = 0; i < 5; i++, now += 1000) send(time);
      for (let i = 0; i < 5; i++, now += 1000) send(now);
    }
    const time = now;
    for (let i = 0; i < 70; i++, now += 1000) send(time);
    assert.match(String(events.find(({ event }) => event === 'blind')?.['text']), /the source repeats itself/);
  });
});
