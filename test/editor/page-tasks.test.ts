import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { historianCsv } from '../fixtures/historian';
import { type OperatorPage, openOperatorPage } from '../fixtures/operator-page';
import { adminAuth, askPage, signIn } from '../fixtures/page';
import type { FlowNode } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

const SPEED = 250;
const KEY = 'tg-decision~two-tank';
const COMMAND = { name: 'close valve', kinds: ['cyber-attack'], severity: 'high', topic: 'valve', payload: 0 };

function flow(): FlowNode[] {
  const text = readFileSync(join(ROOT, 'examples', 'flows', 'guard-a-twin.json'), 'utf8');
  return (JSON.parse(text) as FlowNode[]).map((node) => {
    if (node.type === 'twin-simulator') return { ...node, speed: SPEED };
    return node.type === 'twin-response' ? { ...node, commands: JSON.stringify([COMMAND]) } : node;
  });
}

/** A button by its words, within a part of the page. */
const button = (part: string, words: string): string => `${part} button:text-is("${words}")`;
const confirm = 'dialog button[type=submit]';

/** What people do, in the order of docs/guide-plant-engineer.md: what they press, and where they see that it was done. */
const TASKS: readonly { name: string; clicks: readonly string[]; place: string; shows: RegExp }[] = [
  {
    name: 'acknowledge',
    clicks: [button('.alarm-bar', 'Acknowledge')],
    place: '.open-alarms',
    shows: /acknowledged/,
  },
  {
    name: 'say what an alarm was',
    clicks: [button('.open-alarms', 'Feedback'), 'dialog label:has-text("Maintenance")', confirm],
    place: '.open-alarms',
    shows: /maintenance, anna/,
  },
  {
    name: 'leave a tag out',
    clicks: [
      '.tags tr:has-text("F12") .rule-of',
      '.rules label:has-text("None: exclude it")',
      button('.rules', 'Apply'),
    ],
    place: '.toast',
    shows: /F12: applied to two-tank/,
  },
  {
    name: 'learn from a file',
    clicks: [button('.drawer-tabs', 'Learning'), button('.learning', 'Learn from a file'), confirm],
    place: '.file-learning',
    shows: /From other\.csv[\s\S]*it has no column for/,
  },
  {
    name: 'learn anew',
    clicks: [button('.learning', 'Learn anew'), confirm],
    place: '.toast',
    shows: /Learn anew/,
  },
  {
    name: 'let commands out for a time',
    clicks: [button('.drawer-tabs', 'Commands'), button('.commands', 'Arm'), confirm],
    place: '.armed-sign',
    shows: /armed/,
  },
];

describe('what people do on the operator page', () => {
  let stage: Stage | undefined;
  let anna: OperatorPage;

  before(async function () {
    stage = await openStage({ settings: { adminAuth: adminAuth() } });
    if (stage === undefined) return this.skip();
    const { runtime, browser, userDir } = stage;
    const folder = join(userDir, 'twin-guard', 'recordings');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'other.csv'), historianCsv(100));
    await runtime.deploy(flow(), 'full', await signIn(runtime, 'root'));
    anna = await openOperatorPage(browser, runtime);
    await anna.signIn('anna');
    await anna.see('.heading', /State\s*normal/);
    const drill = { drill: 'bias', tag: 'F12', seconds: 1e6 };
    const request = { keys: [KEY], layer: 'simulator', do: 'drill', options: drill };
    await askPage(runtime, 'api/orders', await signIn(runtime, 'anna'), request);
    await anna.see('.alarm-bar .sentence', /F12/);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  for (const { name, clicks, place, shows } of TASKS) {
    it(`${name}: ${clicks.length === 1 ? 'a click' : `${clicks.length} clicks`}`, async () => {
      assert.ok(clicks.length <= 3);
      for (const selector of clicks) await anna.page.click(selector);
      await anna.see(place, shows);
    });
  }

  it('nothing went wrong on the page', () => {
    assert.deepEqual(anna.problems, []);
  });
});
