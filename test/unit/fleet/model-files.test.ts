import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { manifestOf, mirror, packVersion, versionsOf } from '../../../lib/fleet/model-files';
import { createModelStore } from '../../../lib/store/models';

describe('models of an asset on another machine', () => {
  let folder: string;
  /** What was stored, by hash. */
  let bucket: Map<string, Buffer>;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-mirror-'));
    bucket = new Map();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const get = async (digest: string): Promise<Uint8Array> => bucket.get(digest)!;
  /** Stores all versions of the folder. @returns what says which they are */
  const told = (from: string) => {
    const manifest = manifestOf(from, new Map());
    for (const [path, digest] of versionsOf(manifest ?? { versions: {} }))
      bucket.set(digest, packVersion(join(from, path)));
    return manifest;
  };

  it('are the same: versions, which one is current, and those of operating modes', async () => {
    const [here, there] = [join(folder, 'here'), join(folder, 'there')];
    const store = createModelStore(here);
    await store.put({ 'weights.bin': Buffer.from([1, 2, 3]), 'passport.json': '{}' });
    await store.put({ 'weights.bin': Buffer.from([4]) });
    await store.within('night').put({ 'weights.bin': Buffer.from([5]) });
    store.activate(1);
    await mirror(there, told(here), get);
    const copy = createModelStore(there);
    assert.deepEqual(copy.versions(), [1, 2]);
    assert.deepEqual(copy.get()?.version, 1);
    assert.deepEqual([...copy.get(1)!.files['weights.bin']!], [1, 2, 3]);
    assert.deepEqual([...copy.within('night').get()!.files['weights.bin']!], [5]);
  });

  it('what lies there of another life goes: versions of the same number, others, and what is current', async () => {
    const [here, there] = [join(folder, 'here'), join(folder, 'there')];
    await createModelStore(here).put({ 'weights.bin': Buffer.from([1]) });
    const other = createModelStore(there);
    await other.put({ 'weights.bin': Buffer.from([9]) });
    await other.put({ 'weights.bin': Buffer.from([8]) });
    await mirror(there, told(here), get);
    const copy = createModelStore(there);
    assert.deepEqual(copy.versions(), [1]);
    assert.deepEqual([...copy.get()!.files['weights.bin']!], [1]);
    await mirror(there, undefined, get);
    assert.deepEqual(readdirSync(there), []);
  });

  it('one that does not have its hash is refused', async () => {
    const here = join(folder, 'here');
    await createModelStore(here).put({ 'weights.bin': Buffer.from([1]) });
    const manifest = told(here);
    for (const [digest, bytes] of bucket) bucket.set(digest, Buffer.concat([bytes, Buffer.from('x')]));
    await assert.rejects(mirror(join(folder, 'there'), manifest, get), /does not have its hash/);
  });
});
