import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Editor, openEditor } from '../fixtures/browser';
import type { Runtime } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

interface Example extends Record<string, unknown> {
  readonly id: string;
  readonly type: string;
  readonly name?: string;
  readonly info?: string;
  readonly x?: number;
}

const FOLDER = join(ROOT, 'examples', 'flows');
const examples = readdirSync(FOLDER).map((file) => ({
  file,
  nodes: JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as Example[],
}));
/** Where a canvas 1,500 px wide ends, with palette and sidebar closed. */
const WIDE = 1500;

describe('the examples in the editor', () => {
  let stage: Stage | undefined;
  let runtime: Runtime;
  let editor: Editor;

  before(async function () {
    stage = await openStage();
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    editor = await openEditor(stage.browser, runtime);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  for (const { file, nodes } of examples) {
    it(`${file} is imported as it is, every node of it valid, and says what it is for`, async () => {
      const imported = (await editor.page.evaluate(
        `(() => {
          RED.view.importNodes(${JSON.stringify(nodes)}, { addFlow: false, touchImport: true, generateIds: false });
          const found = ${JSON.stringify(nodes.map(({ id }) => id))}.map((id) => RED.nodes.node(id)).filter(Boolean);
          return found.map(({ id, type, valid }) => ({ id, type, valid }));
        })()`,
      )) as { id: string; type: string; valid?: boolean }[];
      const needs = nodes.find(({ type }) => type === 'global-config')?.['modules'] ?? {};
      const invalid = imported.filter(({ type, valid }) => type === 'unknown' || valid === false);
      if (Object.keys(needs).length === 0) assert.deepEqual(invalid, []);
      assert.ok(imported.length > 5, 'it arrived');
      const comments = nodes.filter(({ type }) => type === 'comment');
      assert.ok(comments.some(({ info = '' }) => info.length > 200));
      assert.ok(comments.some(({ name = '' }) => name.includes('operator page')));
      for (const { name, x = 0 } of nodes) assert.ok(x < WIDE, `${name} stands at ${x}`);
    });
  }

  it('all of it without an error in the page', () => assert.deepEqual(editor.problems, []));
});
