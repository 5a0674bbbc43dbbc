import assert from 'node:assert/strict';
import { isLive } from '../../../lib/record/record';
import type { Message } from '../../../nodes/ingest/reading';
import { type Bench, bench, START } from './helper';

describe('several texts that might be the mode', () => {
  /** @returns the modes of the records, once all is learned */
  const modes = (b: Bench, values: readonly (readonly [string, unknown])[]): string[] => {
    const seen: (string | undefined)[] = [];
    for (let i = 0; i < 40; i++) {
      for (const [name, value] of [...values, ['T', 20 + (i % 5)], ['P', 3 + (i % 3)]] as [string, unknown][])
        seen.push(...b.send(value, `line/${name}`, START + i * 1000).map(({ mode }) => mode));
    }
    return [...new Set(seen.slice(-60))].map(String);
  };
  const told = (b: Bench): unknown[] => b.events.filter(({ event }) => event === 'text-tag').map(({ tag }) => tag);

  it('the one that is called mode is it, whichever comes first, and the other is told as a text', () => {
    for (const order of [
      [
        ['mode', 'AUTO'],
        ['status', 'OK'],
      ],
      [
        ['status', 'OK'],
        ['mode', 'AUTO'],
      ],
    ] as [string, string][][]) {
      const b = bench({ settle: 60 });
      assert.deepEqual(modes(b, order), ['AUTO']);
      assert.deepEqual(told(b), ['status']);
    }
  });

  it('where none is called so it is the first, and the mode never flips', () => {
    const b = bench({ settle: 60 });
    assert.deepEqual(
      modes(b, [
        ['valve_status', 'OPEN'],
        ['pump_state', 'RUN'],
      ]),
      ['OPEN'],
    );
    assert.deepEqual(told(b), ['pump_state']);
  });

  it('the tag table goes before all names', () => {
    const b = bench({ settle: 60, tags: '{"recipe":{"role":"mode"}}' });
    assert.deepEqual(
      modes(b, [
        ['mode', 'AUTO'],
        ['recipe', 'A7'],
      ]),
      ['A7'],
    );
  });
});

describe('a tag of a source with a topic for each that brings no usable value', () => {
  it('is told once, stays bad in all records, and is not said to be back', () => {
    const b = bench({ settle: 20 });
    let now = START;
    const send = (name: string, value: unknown): ReturnType<Bench['send']> => b.send(value, `line/${name}`, now++);
    for (let i = 0; i < 50; i++, now += 1000) {
      send('T1', 20 + (i % 3));
      send('T2', 5 + (i % 2));
    }
    b.events.length = 0;
    for (let i = 0; i < 300; i++, now += 1000) {
      for (const record of [...send('T2', 'broken wire'), ...send('T1', 20 + (i % 3))]) {
        assert.equal(record.quality?.['T2'], 'bad');
      }
    }
    assert.deepEqual(
      b.events.map(({ event, tag }) => [event, tag]),
      [['bad-value', 'T2']],
    );
    send('T2', 5);
    assert.equal(send('T1', 20)[0]!.quality, undefined);
    send('T2', 'broken wire');
    assert.equal(b.events.filter(({ event }) => event === 'bad-value').length, 2);
  });
});

describe('a gateway that sends afterwards what it had stored', () => {
  const metrics = (time: number, i: number, historical: boolean): Message => ({
    payload: {
      timestamp: time,
      seq: i % 256,
      metrics: ['T', 'L'].map((name) => ({
        name,
        value: i % 7,
        type: 'Double',
        timestamp: time,
        isHistorical: historical,
      })),
    },
    topic: 'spBv1.0/g/DDATA/n/d',
  });
  const learned = (): Bench => {
    const b = bench({ settle: 20 });
    for (let i = 0; i < 100; i++) b.message(metrics(START + i * 1000, i, false), START + i * 1000);
    b.events.length = 0;
    return b;
  };

  it('is no blind guard, however much it is, and what is live meanwhile is judged', () => {
    const b = learned();
    let live = 0;
    for (let i = 0; i < 1500; i++) {
      const now = START + 100_000 + i * 10;
      b.message(metrics(now - 3_600_000, i, true), now);
      b.ingest.tick(now);
      if (i % 100 === 0) live += b.message(metrics(now, i, false), now).filter(isLive).length;
    }
    assert.equal(live, 15);
    assert.deepEqual(
      b.events.filter(({ event }) => event.startsWith('blind')),
      [],
    );
  });

  it('and nothing else for more than a minute is: the guard says so, and counts nothing that is no part of the stream', () => {
    const b = learned();
    // A repeat long before is not why.
    b.message(metrics(START + 99_000, 99, false), START + 99_500);
    for (let i = 0; i < 130; i++) {
      const now = START + 100_000 + i * 1000;
      b.message(metrics(now - 3_600_000, i, true), now);
      b.ingest.tick(now);
    }
    const blind = b.events.filter(({ event }) => event === 'blind');
    assert.equal(blind.length, 1);
    assert.equal(
      blind[0]!['text'],
      "The guard of g/n/d is blind: all that arrives are old values by the source's own word.",
    );
  });
});
