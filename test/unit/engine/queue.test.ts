import assert from 'node:assert/strict';
import { Queue } from '../../../lib/engine/queue';

const ALL = (): boolean => true;

function order(queue: Queue<string>): string[] {
  const taken: string[] = [];
  for (let next = queue.take(ALL); next !== undefined; next = queue.take(ALL)) taken.push(next);
  return taken;
}

describe('what is trained next', () => {
  it('is who came first, among those of one size', () => {
    const queue = new Queue<string>();
    for (const name of ['a', 'b', 'c']) queue.add(name, false, 10);
    assert.deepEqual(order(queue), ['a', 'b', 'c']);
  });

  it('is what has no model yet, however much else waits', () => {
    const queue = new Queue<string>();
    queue.add('again', false, 1);
    queue.add('first', true, 1000);
    assert.deepEqual(order(queue), ['first', 'again']);
  });

  it('is a small one before a large one, but a large one does not wait for ever', () => {
    const queue = new Queue<string>();
    queue.add('large', false, 100);
    const taken: string[] = [];
    for (let k = 0; k < 30; k++) {
      queue.add(`small ${k}`, false, 10);
      taken.push(queue.take(ALL)!);
    }
    assert.equal(taken[0], 'small 0');
    const at = taken.indexOf('large');
    assert.ok(at > 0 && at < 15, `the large one was taken as number ${at}`);
  });

  it('passes over what may not begin, and comes back to it', () => {
    const queue = new Queue<string>();
    for (const name of ['a', 'b']) queue.add(name, false, 1);
    assert.equal(
      queue.take((name) => name !== 'a'),
      'b',
    );
    assert.equal(queue.take(ALL), 'a');
  });

  it('says at which place one stands, also after others have left', () => {
    const queue = new Queue<string>();
    for (const name of ['a', 'b', 'c']) queue.add(name, false, 1);
    assert.equal(queue.placeOf('c'), 3);
    assert.equal(queue.remove('a'), true);
    assert.equal(queue.remove('a'), false);
    assert.equal(queue.placeOf('c'), 2);
    queue.take(ALL);
    assert.deepEqual([queue.placeOf('b'), queue.placeOf('c')], [undefined, 1]);
  });
});
