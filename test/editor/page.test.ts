import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { barriers } from '../fixtures/accessible';
import { type OperatorPage, openOperatorPage } from '../fixtures/operator-page';
import { adminAuth, alarmChain, askPage, scored, signIn } from '../fixtures/page';
import { send, withProbe } from '../fixtures/probe';
import type { FlowNode, Runtime } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

/** The demo at a multiple of its pace, so that learning takes seconds. */
const SPEED = 250;
/** A command to the simulated plant that two people have to approve. */
const COMMAND = {
  name: 'close valve',
  kinds: ['cyber-attack', 'sensor-fault', 'data-drift', 'undetermined'],
  severity: 'low',
  topic: 'valve',
  payload: 0,
  approvals: 2,
  expires: 3600,
  interval: 0,
};
const KEY = 'tg-decision~two-tank';
const HOSTILE = [
  '<img src=x onerror="document.title=1">',
  '=1+1',
  `${'long '.repeat(40)}name`,
  'tank \u{1F600}',
  '\u202Egnp.exe',
];

/** The shipped example, faster, with a command, and beside it a chain to which a test may send assets with any name. */
function flow(): FlowNode[] {
  const text = readFileSync(join(ROOT, 'examples', 'flows', 'guard-a-twin.json'), 'utf8');
  const example = (JSON.parse(text) as FlowNode[]).map((node) => {
    if (node.type === 'twin-simulator') return { ...node, speed: SPEED };
    return node.type === 'twin-response' ? { ...node, commands: JSON.stringify([COMMAND]) } : node;
  });
  return withProbe([...example, ...alarmChain()], ['threshold']);
}

describe('the operator page in a browser, with the example flow and three people', () => {
  let runtime: Runtime;
  let stage: Stage | undefined;
  let anna: OperatorPage;
  let carl: OperatorPage;
  let rita: OperatorPage;
  const plant = `#/asset/${KEY}`;

  before(async function () {
    stage = await openStage({ settings: { adminAuth: adminAuth() } });
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    await runtime.deploy(flow(), 'full', await signIn(runtime, 'root'));
    anna = await openOperatorPage(stage.browser, runtime);
    carl = await openOperatorPage(stage.browser, runtime);
    rita = await openOperatorPage(stage.browser, runtime);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  it('asks who one is, and takes no wrong password', async () => {
    await anna.page.fill('input[name=username]', 'anna');
    await anna.page.fill('input[name=password]', 'wrong');
    await anna.page.click('button[type=submit]');
    await anna.see('.problem', /wrong/);
    // What the browser itself says of the answer 403 is no mistake of the page.
    assert.equal(anna.problems.splice(0).length, 1);
    await anna.signIn('anna');
    await carl.signIn('carl');
    await rita.signIn('rita');
    await anna.see('.who', /anna/);
  });

  it('shows how far learning is, and then that the plant is normal', async () => {
    await anna.go(plant);
    await anna.see('.heading', /two-tank/);
    await anna.see('.heading', /State\s*normal/);
    await anna.see('.tags', /F12/);
  });

  it('who may only read sees every control, off, with what it needs', async () => {
    await rita.go(plant);
    const drill = rita.page.locator('.drills button').first();
    assert.equal(await drill.isDisabled(), true);
    await rita.see('.drills .needs', /needs twin-guard\.operate/);
  });

  it('a drill brings its alarm to everybody, with sentence and tag', async () => {
    await anna.page.click('.drills button:has-text("a flow reads too high")');
    // That one is over in seconds at this pace.
    const drill = { drill: 'bias', tag: 'F12', seconds: 1e6 };
    const request = { keys: [KEY], layer: 'simulator', do: 'drill', options: drill };
    await askPage(runtime, 'api/orders', await signIn(runtime, 'anna'), request);
    for (const person of [anna, rita]) await person.see('.alarm-bar .sentence', /F12/);
    await rita.see('.alarm-bar .needs', /needs twin-guard\.operate/);
    await anna.see('.tags tr.blamed', /F12/);
  });

  it('what one person acknowledges the others see at once, with the name', async () => {
    await anna.page.click('.alarm-bar button:has-text("Acknowledge")');
    await rita.go('#/alarms');
    await rita.see('.alarm-table', /acknowledged[\s\S]*two-tank[\s\S]*by anna/);
  });

  it('a shelved alarm leaves the list for its own, and comes back by hand', async () => {
    await anna.go('#/alarms');
    await anna.page.locator('.alarm-table tr:has-text("two-tank") input[type=checkbox]').check();
    await anna.page.click('.card .actions button:has-text("Shelve")');
    await anna.page.click('dialog button[type=submit]');
    await rita.see('.tabs', /Put aside \(1\)/);
    await anna.page.click('.tabs button:has-text("Put aside")');
    await anna.page.click('.put-aside li:has-text("two-tank") button:has-text("Unshelve")');
    await rita.see('.tabs', /Put aside \(0\)/);
  });

  it('commands are armed for a time, and leave when two people have approved', async () => {
    await anna.go('#/commands');
    await anna.page.click('.pick:has-text("two-tank")');
    await anna.see('.mode', /Dry run/);
    await anna.page.click('.commands button:has-text("Arm")');
    await anna.page.click('dialog button[type=submit]');
    await rita.see('.armed-sign', /armed.* \d\d:\d\d/);
    await anna.see('.waiting-command', /close valve[\s\S]*0 of 2/);
    await anna.page.click('.waiting-command button:has-text("Approve")');
    await anna.see('.waiting-command', /1 of 2: anna[\s\S]*a second person is missing/);
    await carl.go('#/commands');
    await carl.page.click('.pick:has-text("two-tank")');
    await carl.page.click('.waiting-command button:has-text("Approve")');
    await carl.see('.commands-view', /close valve\s*sent/);
    await anna.page.click('.commands button:has-text("Disarm")');
    await rita.see('.armed-sign', /dry run/);
  });

  it('the end of the drill is the end of the alarm', async () => {
    await anna.go(plant);
    await anna.page.click('.drills button:has-text("End all drills")');
    await anna.see('.heading', /State\s*normal/);
  });

  it('the audit says who did what', async () => {
    await anna.go('#/audit');
    for (const [who, what] of [
      ['anna', 'acknowledged'],
      ['anna', 'shelved'],
      ['anna', 'armed'],
      ['carl', 'approved'],
    ]) {
      await anna.see('.audit-table', new RegExp(`${who}[^]*?${what}`));
    }
  });

  it('a new normal is accepted under a name, and stands beside what was normal before', async () => {
    await anna.go(`${plant}?open=learning`);
    await anna.page.click('.learning button:text-is("This is the new normal")');
    await anna.page.click('dialog button[type=submit]');
    await anna.see('.learning .notice', /anna said that what comes now is the new normal/);
    await anna.page.click('.versions summary');
    await anna.see('.versions tr', /learned as the new normal, anna/);
    await anna.page.click('.versions button:text-is("Compare") >> nth=0');
    await anna.see('.compared', /Version \d\s*Version \d[\s\S]*finds drills/);
  });

  it('names of assets are text, whatever they are', async () => {
    for (const asset of HOSTILE) await send(runtime, 'threshold', scored(asset, [0.1, 0.2, 5, 6, 7, 8]));
    await anna.go('#/');
    for (const asset of HOSTILE) {
      const escaped = asset.replace(/[^\w ]/gu, (sign) => `\\u{${sign.codePointAt(0)!.toString(16)}}`);
      await anna.see('.row .name strong', new RegExp(`^${escaped}$`, 'u'));
    }
    assert.equal(await anna.page.title(), 'Twin Guard');
    assert.equal(await anna.page.locator('#page img').count(), 0);
  });

  it('keys alone lead to an asset and back', async () => {
    await anna.page.keyboard.press('/');
    await anna.page.keyboard.type('two-tank');
    await anna.see('.fleet-head', /1 assets/);
    await anna.page.keyboard.press('Tab');
    await anna.page.keyboard.press('Enter');
    await anna.see('.heading', /two-tank/);
    await anna.page.keyboard.press('g');
    await anna.page.keyboard.press('a');
    await anna.see('h1', /Alarms/);
  });

  for (const hash of [
    '#/',
    plant,
    `${plant}?open=sensitivity`,
    `${plant}?open=rules`,
    `${plant}?open=learning`,
    `${plant}?open=commands`,
    '#/alarms',
    '#/alarms?list=shelved',
    '#/alarms?list=history',
    '#/learning',
    '#/commands',
    '#/audit',
  ]) {
    it(`fits a phone of 390 px, and shuts nobody out by day, by night or there: ${hash}`, async () => {
      const { page } = rita;
      await page.setViewportSize({ width: 390, height: 844 });
      await rita.go(hash);
      await page.waitForTimeout(800);
      const beyond = (await page.evaluate('document.documentElement.scrollWidth - innerWidth')) as number;
      assert.ok(beyond <= 0, `${beyond} px wider than the phone`);
      assert.deepEqual(await barriers(page), []);
      await page.setViewportSize({ width: 1440, height: 900 });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await barriers(page), [], colorScheme);
      }
    });
  }

  it('everything can be reached by keys: acknowledge, shelve and the dialogs, with the focus where one is', async () => {
    const { page } = anna;
    await anna.go(`${plant}?open=rules`);
    await anna.see('.rules', /Deviations/);
    const reached = new Set<string>();
    await page.evaluate('document.activeElement?.blur()');
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const [name, text, ring] = (await page.evaluate(
        `(({ tagName, textContent }, { outlineStyle }) => [tagName, textContent || tagName, outlineStyle])(document.activeElement, getComputedStyle(document.activeElement))`,
      )) as [string, string, string];
      // After the last one the browser's own bar has it.
      if (name === 'BODY') continue;
      reached.add(text);
      assert.notEqual(ring, 'none', `${name} ${text} shows no focus`);
    }
    for (const name of ['Fleet', 'Alarms', 'Take out of service', 'Sensitivity', 'What alarms', 'As a table'])
      assert.ok(
        [...reached].some((text) => text.startsWith(name)),
        `${name}: ${[...reached].join(' | ')}`,
      );
  });

  it('is there within its budget, and asked nobody else', async () => {
    const { page, requests, problems } = await openOperatorPage(stage!.browser, runtime);
    await page.waitForSelector('input[name=username]');
    const bytes = (await page.evaluate(
      'performance.getEntriesByType("resource").reduce((sum, entry) => sum + entry.transferSize, 0)',
    )) as number;
    assert.ok(bytes < 300_000, `${bytes} bytes`);
    for (const url of [...requests, ...anna.requests])
      assert.ok(url.startsWith(runtime.url) || url.startsWith('blob:'), url);
    assert.deepEqual(problems, []);
    await page.close();
  });

  it('nothing went wrong on any page: no error, no warning of the content policy', () => {
    for (const { problems } of [anna, carl, rita]) assert.deepEqual(problems, []);
  });

  it('says that it is not live when the server is gone', async () => {
    await runtime.stop('SIGKILL');
    await anna.see('.not-live', /Not live/);
    await anna.go(plant);
    assert.equal(await anna.page.locator('.drills button').first().isDisabled(), true);
  });
});
