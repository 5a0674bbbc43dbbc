import assert from 'node:assert/strict';
import { InputError } from '../../../lib/input';
import { parseOrder } from '../../../lib/layer/orders';
import { createGate } from '../../../lib/node-red/gate';
import { personName, samePerson } from '../../../lib/text/person';

const KNOWN = ['freeze', 'reset', 'status', 'acknowledge'] as const;

describe('an order', () => {
  it('that could not be logged is refused before it is followed', () => {
    const cycle: Record<string, unknown> = { do: 'reset' };
    cycle['self'] = cycle;
    let deep: unknown = 1;
    for (let i = 0; i < 20; i++) deep = [deep];
    for (const control of [
      cycle,
      { do: 'reset', n: 10n },
      { do: 'reset', f: () => 1 },
      { do: 'reset', deep },
      { do: 'reset', many: Array(2000).fill(1) },
      { do: 'reset', when: new Date() },
      {
        get do(): string {
          throw new Error('boo');
        },
      },
    ]) {
      assert.throws(() => parseOrder(control, KNOWN), InputError);
    }
  });

  it('keeps nothing of the message by reference', () => {
    const control = { do: 'reset', more: { list: [1] } };
    const order = parseOrder(control, KNOWN);
    control.more.list.push(2);
    assert.deepEqual(order.options['more'], { list: [1] });
  });

  it('says who gives it in letters that can be seen, or not at all', () => {
    assert.equal(parseOrder({ do: 'reset', by: '  Ada\u00a0 Lovelace\u200b ' }, KNOWN).by, 'Ada Lovelace');
    assert.equal(parseOrder({ do: 'reset' }, KNOWN).by, undefined);
    for (const by of ['', ' ', '\u200b\u2060', '\t\n', '\u3164', '\u2800\ufe0f', '\u034f', 5, {}, 'x'.repeat(300)]) {
      assert.throws(() => parseOrder({ do: 'reset', by }, KNOWN), /control\.by/);
    }
  });
});

describe('two names of people', () => {
  it('are one person in other letters', () => {
    for (const [a, b] of [
      ['Ada', 'ADA'],
      ['Ada', 'Ada '],
      ['Jos\u00e9', 'Jose\u0301'],
      ['Stra\u00dfe', 'STRASSE'],
      ['Ada', '\uff21\uff44\uff41'],
      ['Ada L', 'Ada  L'],
      ['Ada', 'A\u200bda'],
      ['Ada', 'Ada\u3164'],
      ['Ada', '\u2800Ada\ufe0f'],
      ['Ada', 'A\u034fda'],
    ] as const)
      assert.equal(samePerson(a, b), true, `${a} ${b}`);
  });

  it('are two people otherwise', () => {
    for (const [a, b] of [
      ['Ada', 'Bob'],
      ['Ada', 'Adam'],
      ['Ada 1', 'Ada 2'],
    ] as const)
      assert.equal(samePerson(a, b), false);
    assert.equal(personName('Bob'), 'Bob');
  });
});

describe('who may order over a wire', () => {
  const gate = (settings: object) => {
    const told: Record<string, unknown>[] = [];
    const tell = (_asset: string, event: Record<string, unknown>) => void told.push(event);
    return { told, ...createGate(settings, false, { tell, fail: assert.ifError, now: () => 0 }) };
  };
  const message = (control: unknown, payload?: unknown): never => ({ control, payload }) as never;

  it('anybody by default', () => {
    assert.equal(gate({}).order(message('freeze'), KNOWN)?.do, 'freeze');
    assert.equal(gate({}).order(message(undefined, 1), KNOWN), undefined);
  });

  it('only who says a name, where that is wanted; anybody may ask for the status', () => {
    const { order } = gate({ orderBy: true });
    assert.throws(() => order(message('freeze'), KNOWN), /control\.by: is missing/);
    assert.throws(() => order(message({ do: 'freeze', by: ' ' }), KNOWN), /control\.by: is empty/);
    assert.equal(order(message({ do: 'freeze', by: 'Ada' }), KNOWN)?.by, 'Ada');
    assert.equal(order(message('status'), KNOWN)?.do, 'status');
  });

  it('nobody, where orders are off: data with an order stays data, without it, and that is told once', () => {
    const { order, told } = gate({ orders: false });
    for (let i = 0; i < 5; i++) {
      const data = { control: { do: 'freeze', by: 'Ada' }, payload: { a: 1 } };
      assert.equal(order(data as never, KNOWN), undefined);
      assert.equal('control' in data, false);
    }
    assert.deepEqual(
      told.map(({ event }) => event),
      ['order-ignored'],
    );
    assert.throws(() => order(message('freeze'), KNOWN), /control: is not followed/);
  });
});

describe('records that no node of ours made', () => {
  for (const [onlyOurs, event, record] of [
    [true, 'foreign-record', { values: { a: 1 } }],
    [false, 'parts-dropped', { values: { a: 1 }, response: { sent: [] } }],
    [false, 'parts-dropped', { values: { a: 1 }, verdict: 'learning' }],
  ] as const) {
    it(`are told once per asset, and names that are made up never use that up: ${event}`, () => {
      let now = 0;
      const told: string[] = [];
      const tell = (asset: string, facts: Record<string, unknown>): void => {
        if (facts['event'] === event) told.push(asset);
      };
      const gate = createGate({}, onlyOurs, { tell, fail: () => undefined, now: () => now });
      const send = (asset: string): unknown => gate.record({ asset, time: 1, ...record }, 1);
      for (let i = 0; i < 3; i++) send('pump');
      assert.deepEqual(told, ['pump']);
      for (let i = 0; i < 20_000; i++) send(`forged ${i}`);
      assert.ok(told.length <= 3000, `${told.length} events`);
      now += 61_000;
      send('tank');
      assert.equal(told.at(-1), 'tank');
    });
  }
});
