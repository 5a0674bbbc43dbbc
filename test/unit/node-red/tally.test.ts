import assert from 'node:assert/strict';
import type { LayerStatus } from '../../../lib/layer/layer';
import { type Counted, Tally } from '../../../lib/node-red/tally';

/** An asset whose state a test moves, and that counts how often it is asked. */
class Asset implements Counted {
  lost: Counted['lost'];
  asked = 0;
  readonly layer: Counted['layer'];

  constructor(public state: LayerStatus['state']) {
    const status = (): LayerStatus => {
      this.asked++;
      return { state: this.state };
    };
    this.layer = { step() {}, order: () => ({}), snapshot: () => ({}), status };
  }
}

describe('how many assets are in which state', () => {
  it('follows what changes, comes and goes, and asks nobody else', () => {
    const tally = new Tally();
    const assets = new Map(['a', 'b', 'c'].map((name) => [name, new Asset('learning')]));
    for (const name of assets.keys()) tally.changed(name);
    assert.deepEqual([...tally.summary(assets, undefined).counts], [['learning', 3]]);
    assets.get('b')!.state = 'watching';
    tally.changed('b');
    assert.deepEqual(
      tally.summary(assets, undefined).counts,
      new Map([
        ['learning', 2],
        ['watching', 1],
      ]),
    );
    assets.delete('c');
    tally.changed('c');
    assert.deepEqual(
      tally.summary(assets, undefined).counts,
      new Map([
        ['learning', 1],
        ['watching', 1],
      ]),
    );
    assert.deepEqual(
      [...assets.values()].map(({ asked }) => asked),
      [1, 2],
    );
  });

  it('tells of the only one all that it says, and of the first one that is lost', () => {
    const tally = new Tally();
    const assets = new Map([['a', new Asset('fault')]]);
    assets.get('a')!.lost = { reason: 'damaged', text: 'torn' };
    tally.changed('a');
    const { only, lost } = tally.summary(assets, undefined);
    assert.deepEqual([only, lost], [{ state: 'fault' }, { asset: 'a', text: 'torn' }]);
    assets.get('a')!.lost = undefined;
    tally.changed('a');
    assert.equal(tally.summary(assets, undefined).lost, undefined);
  });

  it('looks at ten thousand in several turns, and has them all in the end', () => {
    const tally = new Tally();
    const assets = new Map(Array.from({ length: 10_000 }, (_, k) => [`a${k}`, new Asset('watching')]));
    for (const name of assets.keys()) tally.changed(name);
    tally.summary(assets, undefined);
    const asked = [...assets.values()].filter((asset) => asset.asked > 0).length;
    assert.ok(asked > 0 && asked < assets.size, `${asked} were asked`);
    for (let turn = 0; turn < 20; turn++) tally.summary(assets, undefined);
    assert.deepEqual([...tally.summary(assets, undefined).counts], [['watching', assets.size]]);
  });
});
