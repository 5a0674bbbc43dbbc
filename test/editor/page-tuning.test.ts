import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlarmLine, AssetView } from '../../lib/page/api';
import { type OperatorPage, openOperatorPage } from '../fixtures/operator-page';
import { adminAuth, askPage, signIn } from '../fixtures/page';
import { type FlowNode, type Runtime, SLOW_MS } from '../fixtures/runtime';
import { ROOT } from '../fixtures/shared';
import { openStage, type Stage } from '../fixtures/stage';

/** Learning takes seconds. */
const SPEED = 250;
const KEY = 'tg-decision~two-tank';

function flow(): FlowNode[] {
  const text = readFileSync(join(ROOT, 'examples', 'flows', 'guard-a-twin.json'), 'utf8');
  return (JSON.parse(text) as FlowNode[]).map((node) => {
    if (node.type === 'twin-simulator') return { ...node, speed: SPEED };
    // Whether a version that was learned anew is better is another question. None comes unless somebody asks for it: on a slow machine
    // the one that is pinned here would not be the first one.
    return node.type === 'twin-autoencoder' ? { ...node, exam: false, grow: false, records: 1000 } : node;
  });
}

/** Pixels of the score chart in the colour of a severity at its full strength: the bar on top of an alarm's band. */
const BAND = `(() => {
  const canvas = document.querySelector('.charts .chart canvas');
  if (canvas === null) return -1;
  const style = getComputedStyle(document.documentElement);
  const inks = ['high', 'medium', 'low'].map((name) => style.getPropertyValue('--' + name).trim());
  const colours = inks.map((ink) => [1, 3, 5].map((at) => parseInt(ink.slice(at, at + 2), 16)));
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const pen = copy.getContext('2d', { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  const { data } = pen.getImageData(0, 0, canvas.width, Math.round(canvas.height / 4));
  let found = 0;
  for (let i = 0; i < data.length; i += 4) if (colours.some((c) => c.every((part, k) => data[i + k] === part))) found++;
  return found;
})()`;

describe('what an engineer does on the operator page, with the example flow', () => {
  let runtime: Runtime;
  let token: string;
  let stage: Stage | undefined;
  let anna: OperatorPage;
  /** The version that was approved. */
  let waited: string;
  const plant = `#/asset/${KEY}?t=15m`;

  const asset = (): Promise<AssetView> => askPage(runtime, `api/asset?key=${encodeURIComponent(KEY)}`, token);
  const threshold = async (): Promise<{ limit: number; perWeek: number }> => {
    const { layers } = await asset();
    return layers.find(({ layer }) => layer === 'threshold')!.report as never;
  };
  const press = (selector: string, label: string): Promise<void> =>
    anna.page.click(`${selector} button:text-is("${label}")`);

  const evaluated = <T>(script: string): Promise<T> => anna.page.evaluate(script) as Promise<T>;
  /** The content policy forbids what a browser would need to wait by itself. */
  const until = async (holds: () => Promise<boolean>): Promise<void> => {
    for (const end = performance.now() + SLOW_MS; !(await holds()); await anna.page.waitForTimeout(100)) {
      assert.ok(performance.now() < end, String(holds));
    }
  };

  before(async function () {
    stage = await openStage({ settings: { adminAuth: adminAuth() } });
    if (stage === undefined) return this.skip();
    ({ runtime } = stage);
    await runtime.deploy(flow(), 'full', await signIn(runtime, 'root'));
    token = await signIn(runtime, 'anna');
    anna = await openOperatorPage(stage.browser, runtime);
    await anna.signIn('anna');
    await anna.go(plant);
    await anna.see('.heading', /State\s*normal/);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  it('the slider shows a limit; applied, that is the limit, and undo brings the old one back', async () => {
    await anna.go(`${plant}&open=sensitivity`);
    await anna.see('.drawer .limits', /The limit is at a score of [\d.]+/);
    const before = await threshold();
    await anna.page.locator('.slider').focus();
    for (let i = 0; i < 6; i++) await anna.page.keyboard.press('ArrowRight');
    await anna.see('.drawer .limits', /Applied, it is at [\d.]+/);
    await anna.see('.drawer .stop', /7 false alarms a week/);
    const shown = Number(/Applied, it is at ([\d.]+)\./.exec(await anna.page.innerText('.drawer .limits'))![1]);
    assert.ok(shown < before.limit, `${shown} instead of ${before.limit}`);
    // An answer that was on its way while something was set shows what was before.
    const slow = await anna.hold(/api\/whatif/);
    await press('.drawer', 'Apply');
    await anna.see('.toast', /7 false alarms a week for two-tank/);
    const applied = await threshold();
    assert.equal(Math.round(applied.perWeek), 7);
    // The limit adapts: between the question and the answer records have come.
    assert.ok(Math.abs(applied.limit / shown - 1) < 0.05, `${applied.limit} instead of ${shown}`);
    await slow.given;
    await press('.toast', 'Undo');
    await anna.see('.toast', /two-tank: taken back/);
    slow.release();
    const undone = await threshold();
    assert.equal(undone.perWeek, before.perWeek);
    assert.ok(Math.abs(undone.limit / before.limit - 1) < 0.05, `${undone.limit} instead of ${before.limit}`);
    await anna.see('.drawer .stop', /one false alarm in 7 days/);
  });

  it('a version that was learned behind a pinned one waits; it is declined, and the next one approved', async () => {
    await anna.go(`${plant}&open=learning`);
    await anna.see('.learning', /Version 1 judges/);
    assert.equal(await anna.page.locator('.learning button:text-is("Go back one version")').isDisabled(), true);
    await anna.page.click('.versions summary');
    await press('.versions tr:has-text("1 (judges)")', 'Pin');
    await anna.page.click('dialog button[type=submit]');
    await anna.see('.versions tr', /1 \(judges\)[\s\S]*pinned by anna/);
    const learnAnew = async (): Promise<string> => {
      await press('.learning', 'Learn anew');
      await anna.page.click('dialog button[type=submit]');
      await anna.see('.waiting-model', /Version \d waits for you/);
      return /Version (\d)/.exec(await anna.page.innerText('.waiting-model'))![1]!;
    };
    await learnAnew();
    await press('.waiting-model', 'Decline');
    await anna.page.waitForSelector('.waiting-model', { state: 'detached' });
    waited = await learnAnew();
    // Else the next version may come while this goes on.
    await press('.learning', 'Freeze');
    await anna.page.click('dialog button[type=submit]');
    await anna.see('.learning', /frozen: it learns nothing/);
    await press('.versions tr:has-text("1 (judges)")', 'Unpin');
    await anna.see('.versions tr', /1 \(judges\)(?![\s\S]*pinned)[\s\S]*Pin/);
    await press('.waiting-model', 'Approve');
    await anna.see('.learning', new RegExp(`Version ${waited} judges`));
    await anna.see('.versions tr', new RegExp(`${waited} \\(judges\\)[\\s\\S]*approved, anna`));
  });

  it('the version before comes back, and any other one', async () => {
    await press('.learning', 'Go back one version');
    await anna.page.click('dialog button[type=submit]');
    await anna.see('.learning', /Version 1 judges/);
    await press('.versions', `Go back to ${waited}`);
    await anna.page.click('dialog button[type=submit]');
    await anna.see('.learning', new RegExp(`Version ${waited} judges`));
    await anna.see('.versions tr', /^1\s[\s\S]*gone back to, anna/);
  });

  it('an alarm is a band on the chart', async () => {
    await anna.go(plant);
    await anna.see('.charts h2', /Score, 0 to 100/);
    assert.equal(await evaluated(BAND), 0);
    const request = {
      keys: [KEY],
      layer: 'simulator',
      do: 'drill',
      options: { drill: 'bias', tag: 'F12', seconds: 1e6 },
    };
    await askPage(runtime, 'api/orders', token, request);
    await anna.see('.alarm-bar .sentence', /F12/);
    await until(async () => (await evaluated<number>(BAND)) > 50);
    assert.match((await anna.page.getAttribute('.charts .chart', 'aria-label'))!, /One alarm in this time/);
  });

  it('what a person says of an alarm stands beside it, with name and note, and the focus comes back', async () => {
    await anna.go('#/alarms');
    await anna.page.click('.alarm-table tr:has-text("two-tank") button:text-is("Feedback")');
    await anna.page.click('dialog label:has-text("Maintenance")');
    await anna.page.fill('dialog textarea', 'valve was changed');
    await anna.page.click('dialog button[type=submit]');
    await anna.see('.alarm-table', /by anna[\s\S]*maintenance, anna, valve was changed/);
    await until(async () => (await evaluated('document.activeElement.textContent')) === 'Feedback');
    const [line] = await askPage<AlarmLine[]>(runtime, 'api/alarms', token);
    assert.deepEqual([line!.feedback?.verdict, line!.acknowledged?.by], ['maintenance', 'anna']);
  });

  it('an alarm that is no longer the last one cannot be judged', async () => {
    const feedback = { keys: [KEY], layer: 'decision', do: 'feedback', options: { verdict: true, since: 5 } };
    const { refused } = await askPage<{ refused: { error: string }[] }>(runtime, 'api/orders', token, feedback);
    assert.match(refused[0]!.error, /only the last alarm can be judged/);
  });

  it('what is the new normal only who may tune says', async () => {
    const otto = await signIn(runtime, 'otto');
    const feedback = { keys: [KEY], layer: 'decision', do: 'feedback', options: { verdict: 'new-normal' } };
    await assert.rejects(askPage(runtime, 'api/orders', otto, feedback), /401: .*twin-guard\.tune/);
  });

  it('what one tag needs to alarm is told from the past, and is what then happens', async () => {
    await anna.go(plant);
    await press('.drills', 'End all drills');
    await anna.see('.heading', /State\s*normal/);
    await anna.go(`${plant}&open=rules&tag=F12`);
    // One alarm, or more: on a slow machine what was one can be over and come again.
    await anna.see('.rules .past', /alarms? (was|were) about F12[\s\S]*All of them would have come/);
    await anna.page.click('.rules label:has-text("Only too low")');
    await anna.see('.rules .past', /(One|\d+) of them would not have come/);
    await press('.rules', 'Apply');
    await anna.see('.toast', /F12: applied to two-tank/);
    // As little as is seen for sure: what the other tags are expected to read from F12 is not far off then.
    const drill = { drill: 'bias', tag: 'F12', magnitude: 5, seconds: 1e6 };
    const request = { keys: [KEY], layer: 'simulator', do: 'drill', options: drill };
    await askPage(runtime, 'api/orders', token, request);
    // An alarm that came before and is over says nothing of that.
    await anna.see('.heading', /F12 deviates by less than what is set[\s\S]*State\s*masked/);
    const open = await askPage<AlarmLine[]>(runtime, 'api/alarms', token);
    assert.deepEqual(
      open.filter(({ until, tags }) => until === undefined && tags.includes('F12')),
      [],
    );
    await anna.go('#/audit');
    await anna.page.click('.audit-table tr:has-text("way low") button:text-is("Undo")');
    await anna.see('.alarm-bar .sentence', /F12/);
  });

  it('nothing went wrong on the page', () => {
    assert.deepEqual(anna.problems, []);
  });
});
