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
/** Where the canvas ends in an editor 1,500 px wide, beside palette and sidebar; a debug node has a button behind its edge. */
const WIDE = 1000;
const BUTTON = 28;

interface Placed {
  readonly id: string;
  readonly type: string;
  readonly valid?: boolean;
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

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
      )) as Placed[];
      const needs = nodes.find(({ type }) => type === 'global-config')?.['modules'] ?? {};
      const invalid = imported.filter(({ type, valid }) => type === 'unknown' || valid === false);
      if (Object.keys(needs).length === 0) assert.deepEqual(invalid, []);
      assert.ok(imported.length > 5, 'it arrived');
      const comments = nodes.filter(({ type }) => type === 'comment');
      assert.ok(comments.some(({ info = '' }) => info.length > 200));
      assert.ok(comments.some(({ name = '' }) => name.includes('operator page')));
    });

    it(`${file} stands whole on the canvas beside palette and sidebar, and nothing of it lies over anything else`, async () => {
      const { page } = editor;
      await page.evaluate(`RED.workspaces.show('${nodes.find(({ type }) => type === 'tab')!.id}')`);
      await page.waitForTimeout(300);
      const placed = (await page.evaluate(
        `RED.nodes.filterNodes({ z: RED.workspaces.active() }).map(({ id, type, x, y, w, h }) => ({ id, type, x, y, w, h }))`,
      )) as Placed[];
      assert.ok(placed.length > 5);
      for (const { id, type, x, w } of placed) {
        const right = x + w / 2 + (type === 'debug' ? BUTTON : 0);
        assert.ok(x - w / 2 >= 0 && right <= WIDE, `${id} ends at ${right}`);
      }
      const over = placed.flatMap((one, i) =>
        placed.slice(i + 1).flatMap((other) => (overlap(one, other) ? [`${one.id} ${other.id}`] : [])),
      );
      assert.deepEqual(over, []);
    });
  }

  it('all of it without an error in the page', () => assert.deepEqual(editor.problems, []));
});

function overlap(one: Placed, other: Placed): boolean {
  return Math.abs(one.x - other.x) < (one.w + other.w) / 2 - 1 && Math.abs(one.y - other.y) < (one.h + other.h) / 2 - 1;
}
