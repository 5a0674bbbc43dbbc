import assert from 'node:assert/strict';
import { commands, on, order, record, response, type Setting, send, VALVE, withCommand } from './setting';

const STOP = { name: 'stop', topic: 'plant/stop', payload: 1, kinds: ['fault'], severity: 'low' };

describe('response: what is approved', () => {
  it('is of the alarm that asked for it: what waited for one that is over is not given for the next', () => {
    const { layer, context } = withCommand({ approvals: 1, expires: 3600 });
    order(layer, 'arm');
    send(layer, record(1, { since: 1000 }), record(5, { since: 5000, severity: 'medium' }));
    assert.deepEqual(expired(context), ['the alarm is over']);
    assert.throws(() => order(layer, { do: 'approve', command: 'close', by: 'Ada' }), /does not wait/);
    assert.deepEqual(commands(context), []);
  });

  it('lets nothing out for a blind guard where that is only to be alerted of', () => {
    const both = JSON.stringify([{ ...VALVE, approvals: 1, expires: 3600 }, STOP]);
    const { layer, context } = response({ commands: both });
    order(layer, 'arm');
    send(layer, record(1, { since: 1000 }));
    const blind = { why: 'late', since: 5000, arrived: 100, judged: 60 } as const;
    send(layer, record(6, { since: 5000, pattern: 'blind guard', kind: 'undetermined' }, { comms: { blind } }));
    assert.throws(() => order(layer, { do: 'approve', command: 'close', by: 'Ada' }), /does not wait/);
    assert.deepEqual(commands(context), []);
  });

  it('says so where the alarm does not ask for it any more, and that it was approved when its time is over', () => {
    const { layer, context } = withCommand({ approvals: 1, expires: 60 });
    order(layer, 'arm');
    send(layer, record(1, {}), record(2, { severity: 'medium' }));
    assert.equal(order(layer, { do: 'approve', command: 'close', by: 'Ada' })['missing'], 0);
    const [held] = on(context, 'event')
      .filter(({ event }) => event === 'command-held')
      .slice(-1);
    assert.match(String(held?.['why']), /approved, and the alarm does not ask for it now/);
    send(layer, record(70, { severity: 'medium' }));
    layer.tick!(70_000);
    assert.deepEqual(expired(context), ['it was approved, and the alarm did not ask for it in time']);
  });

  it('leaves when the alarm asks for it again in time', () => {
    const { layer, context } = withCommand({ approvals: 1, expires: 60 });
    order(layer, 'arm');
    send(layer, record(1, {}), record(2, { severity: 'medium' }));
    order(layer, { do: 'approve', command: 'close', by: 'Ada' });
    send(layer, record(3, {}));
    assert.equal(commands(context).length, 1);
  });
});

describe('response: a recording that is played again', () => {
  it('is answered as it was the first time', () => {
    const { layer, context } = withCommand({ approvals: 1 });
    order(layer, 'arm');
    const waits = (): unknown => order(layer, 'status')['waiting'];
    for (const run of ['first', 'second']) {
      const before = on(context, 'event').length;
      send(layer, record(1, {}));
      assert.deepEqual(waits(), ['close'], run);
      assert.ok(
        on(context, 'event')
          .slice(before)
          .some(({ event }) => event === 'command-held'),
        run,
      );
      send(layer, record(2));
      assert.deepEqual(waits(), [], run);
    }
  });

  it('asks for a new model again, where the settings let it ask so often', () => {
    const { layer, context } = response({ retrainDelay: 0, retrainInterval: 0 });
    for (let run = 0; run < 2; run++) send(layer, record(1, { kind: 'data-drift' }), record(2));
    assert.equal(on(context, 'retrain').length, 2);
  });
});

describe('response: a value that is taken from a tag', () => {
  for (const [value, why] of [
    [-5, /-5 is outside of 0 to 65535/],
    [70_000, /70000 is outside of 0 to 65535/],
  ] as const) {
    it(`of ${value} does not leave as another one, where the datatype does not hold it`, () => {
      const valve = {
        name: 'back',
        twin: 'opcua',
        tag: 'ns=2;s=V',
        datatype: 'UInt16',
        value: 'L1',
        min: -100,
        max: 1e5,
      };
      const { layer, context } = response({ commands: JSON.stringify([valve]) });
      order(layer, 'arm');
      send(layer, record(1, undefined, { values: { L1: value } }), record(2, {}));
      assert.deepEqual(commands(context), []);
      assert.ok(on(context, 'event').some((told) => why.test(String(told['why']))));
    });
  }
});

function expired(context: Setting['context']): unknown[] {
  return on(context, 'event').flatMap(({ event, why }) => (event === 'command-expired' ? [why] : []));
}
