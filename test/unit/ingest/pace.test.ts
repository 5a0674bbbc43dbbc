import assert from 'node:assert/strict';
import { isLive } from '../../../lib/record/record';
import { type Bench, bench, START } from './helper';

const DAYS_20 = 20 * 86_400_000;

/** Two sensors with topics of their own, once a second. @param first source time of the first value of each */
function line(first: number): { readonly b: Bench; tag(name: string, i: number): void } {
  const b = bench({ settle: 20 });
  const send = (name: string, time: number, arrival: number): unknown =>
    b.send({ value: 20 + ((time / 1000) % 3), timestamp: time }, `line/${name}`, arrival);
  for (const name of ['T', 'P']) send(name, first, START);
  return { b, tag: (name, i) => send(name, START + i * 1000, START + i * 1000 + 20) };
}

describe('the pace of a source', () => {
  for (const [name, first, pauses] of [
    ['begins with what the broker kept from before the plant stood still', START - DAYS_20, []],
    ['has a long pause among its first values', START, [4]],
    ['is as regular as it gets', START, []],
  ] as [string, number, number[]][]) {
    it(`that ${name}: a sensor that dies is told within seconds`, () => {
      const { b, tag } = line(first);
      let i = 1;
      for (; i < 300; i++) {
        if (pauses.includes(i)) i += 100;
        tag('T', i);
        tag('P', i);
      }
      const died = i;
      const stale = (): boolean => b.events.some(({ event, tag: of }) => event === 'tag-stale' && of === 'P');
      for (; !stale() && i < died + 1000; i++) tag('T', i);
      assert.ok(i - died <= 15, `told after ${i - died} s`);
    });
  }

  it('that pauses long twice among its first values pauses long: nothing of it is stale in the next pause', () => {
    const { b, tag } = line(START);
    let i = 1;
    for (let k = 0; k < 60; k++, i += k % 3 === 0 ? 40 : 1) {
      tag('T', i);
      tag('P', i);
    }
    assert.ok(!b.events.some(({ event }) => event === 'tag-stale'));
  });

  it('does not let a forged time through because the first message was old', () => {
    const b = bench({ settle: 20 });
    const send = (time: number, arrival: number): boolean =>
      b.send({ time, T: 20 + ((arrival / 1000) % 3) }, 'pump', arrival).some(isLive);
    send(START - DAYS_20, START);
    for (let i = 1; i < 500; i++) send(START + i * 1000, START + i * 1000 + 20);
    assert.equal(send(START + 500_000 + 3_600_000, START + 500_010), false);
    for (let i = 500; i < 560; i++) assert.ok(send(START + i * 1000, START + i * 1000 + 20));
  });
});
