import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import type { AlarmLine, AssetLine, StreamEvent } from '../../lib/page/api';
import { launchBrowser } from '../fixtures/browser';
import { alarmLine, assetLine, openToldPage, type ToldPage } from '../fixtures/told-page';

const START = Date.now() - 600_000;

function told(alarm: AlarmLine): StreamEvent {
  return { event: 'alarm', data: alarm };
}

/** An asset whose decision says what of it alarms. @param set what is no default */
function withRules(set: object = {}): object {
  const report = { settling: 0, suppress: '', latch: false, least: {}, delays: { confirm: 3 }, ordered: {}, ...set };
  return {
    line: assetLine('A'),
    alarms: [],
    tags: [{ tag: 'L1', value: 1 }],
    layers: [{ layer: 'decision', node: 'd', name: 'd', report, orders: ['set'] }],
  };
}

describe('what a hand does on the operator page while something happens', () => {
  let browser: Browser;
  let stage: ToldPage;
  let page: Page;

  /** Opens the page, with these assets and alarms. */
  async function open(
    assets: readonly AssetLine[],
    alarms: readonly AlarmLine[],
    hash = '',
    locale?: string,
  ): Promise<void> {
    stage = await openToldPage(browser, assets, alarms, locale);
    ({ page } = stage);
    if (hash !== '') await stage.go(hash);
  }
  const text = (selector: string): Promise<string> => page.locator(selector).first().innerText();
  const ordered = (): unknown[] => stage.orders.map(({ do: name, keys }) => [name, ...keys]);

  before(async function () {
    const launched = await launchBrowser();
    if (launched === undefined) {
      console.log('      skipped: no Chromium; install it or set CHROMIUM to its path');
      return this.skip();
    }
    browser = launched;
    return undefined;
  });
  afterEach(() => stage?.close());
  after(() => browser?.close());

  it('what is typed in the filter stays there when the connection goes and comes back', async () => {
    const fleet = Array.from({ length: 14 }, (_, i) => assetLine(`Tank ${i}`, { state: 'fault', text: 'x' }));
    await open(fleet, [alarmLine('Tank 1', START)]);
    await page.locator('input.filter').focus();
    await page.keyboard.type('T');
    stage.cut();
    await page.waitForSelector('.not-live');
    await page.keyboard.type('ank');
    await page.waitForSelector('.not-live', { state: 'detached' });
    await page.keyboard.type(' a');
    assert.equal(await page.locator('input.filter').inputValue(), 'Tank a');
    assert.deepEqual(ordered(), []);
  });

  it('a note that is being written is whole when the connection has come back', async () => {
    await open([assetLine('A')], [alarmLine('A', START)]);
    await page.click('.alarm-bar button:text-is("Feedback")');
    await page.locator('dialog textarea').focus();
    await page.keyboard.type('is ');
    stage.cut();
    await page.waitForSelector('.not-live');
    await page.keyboard.type('being ');
    await page.waitForSelector('.not-live', { state: 'detached' });
    await page.keyboard.type('cleaned');
    assert.equal(await page.locator('dialog textarea').inputValue(), 'is being cleaned');
  });

  it('who types in a field that goes gives no order with the rest of the word', async () => {
    await open([assetLine('A'), assetLine('B')], [alarmLine('A', START)]);
    await page.locator('input.filter').focus();
    await page.keyboard.type('p');
    await stage.go('#/alarms');
    await page.keyboard.type('ump a fs ');
    assert.deepEqual(ordered(), []);
    assert.equal(await page.locator('dialog').count(), 0);
    await page.click('h1');
    await page.keyboard.type('a');
    await page.waitForSelector('.toast');
    assert.deepEqual(ordered(), [['acknowledge', 'A']]);
  });

  it('who presses Acknowledge on one alarm does not acknowledge the one that takes its place', async () => {
    await open([assetLine('A'), assetLine('B')], [alarmLine('A', START)]);
    const comes = (): Promise<void> => stage.tell(told(alarmLine('B', Date.now())));
    await stage.press('.alarm-bar button:text-is("Acknowledge")', comes);
    assert.match(await text('.alarm-bar'), /B: L1/);
    await page.waitForSelector('.toast:has-text("A: acknowledged")');
    assert.deepEqual(ordered(), [['acknowledge', 'A']]);
  });

  it('who acknowledges one after the other with Enter stays on the button', async () => {
    await open([assetLine('A'), assetLine('B')], [alarmLine('A', START), alarmLine('B', START + 120_000)]);
    await page.locator('.alarm-bar button:text-is("Acknowledge")').focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast:has-text("B: acknowledged")');
    await stage.tell(told(alarmLine('B', START + 120_000, { state: 'acknowledged' })));
    assert.match(await text('.alarm-bar'), /A: L1/);
    assert.equal(await page.locator(':focus').innerText(), 'Acknowledge');
    assert.equal(await page.locator('.alarm-bar :focus').count(), 1);
  });

  it('a press on an incident counts although its first alarm ends meanwhile', async () => {
    const alarms = ['A', 'B', 'C'].map((key, i) => alarmLine(key, START + 1000 * i));
    await open(
      ['A', 'B', 'C'].map((key) => assetLine(key)),
      alarms,
      '#/alarms',
    );
    const ends = (): Promise<void> =>
      stage.tell({ event: 'alarm', data: { ...alarms[0]!, until: Date.now(), state: 'normal' } });
    await stage.press('tr.incident button:text-is("Acknowledge 3")', ends);
    await page.waitForSelector('.toast');
    assert.deepEqual(ordered(), [['acknowledge', 'C', 'B', 'A']]);
  });

  it('who has not had the time to read what has come into the bar is told to look first', async () => {
    await open([assetLine('A'), assetLine('B')], [alarmLine('A', START)]);
    await stage.stopClock();
    await stage.tell(told(alarmLine('B', Date.now())));
    await page.keyboard.press('a');
    await stage.tell();
    assert.match(await text('.toast'), /Another alarm stands here now/);
    assert.deepEqual(ordered(), []);
    await page.clock.runFor(600);
    await page.keyboard.press('a');
    await page.clock.resume();
    await page.waitForSelector('.toast:has-text("B: acknowledged")');
    assert.deepEqual(ordered(), [['acknowledge', 'B']]);
  });

  it('an order names the alarm that it is about, of each asset', async () => {
    await open([assetLine('A'), assetLine('B')], [alarmLine('A', START), alarmLine('B', START + 5)]);
    await stage.go('#/alarms');
    await page.click('main .actions button:text-is("Acknowledge 2")');
    await page.waitForSelector('.toast');
    const [order] = stage.orders;
    assert.deepEqual(order!.since, { A: START, B: START + 5 });
  });

  it('of an asset with an alarm of the plant and one of the guard only what was chosen is acknowledged', async () => {
    const blind = alarmLine('A', START + 5, { blind: true, severity: 'medium', kind: 'undetermined' });
    await open([assetLine('A')], [alarmLine('A', START), blind], '#/alarms');
    await page.click('main .actions button:text-is("Acknowledge 2")');
    await page.waitForSelector('.toast:nth-child(2)');
    assert.deepEqual(
      stage.orders.map(({ since }) => since),
      [{ A: START }, { A: START + 5 }],
    );
  });

  it('a press counts although an alarm comes meanwhile, and means those that were listed', async () => {
    await open(
      ['A', 'B', 'C'].map((key) => assetLine(key)),
      [alarmLine('A', START), alarmLine('B', START + 120_000)],
      '#/alarms',
    );
    const comes = (): Promise<void> => stage.tell(told(alarmLine('C', START + 240_000)));
    await stage.press('main .actions button:text-is("Acknowledge 2")', comes);
    await page.waitForSelector('.toast');
    assert.match(await text('main .actions'), /Acknowledge 3/);
    assert.deepEqual(ordered(), [['acknowledge', 'B', 'A']]);
  });

  it('a button whose label counts keeps the focus when it counts on', async () => {
    await open([assetLine('A'), assetLine('B')], [alarmLine('A', START)], '#/alarms');
    await page.locator('main .actions button').first().focus();
    await stage.tell(told(alarmLine('B', START + 240_000)));
    assert.match(await page.evaluate('document.activeElement.textContent'), /^Acknowledge 2/);
  });

  it('a row keeps the focus when it moves', async () => {
    await open(
      ['A', 'B', 'C'].map((key) => assetLine(key)),
      [alarmLine('A', START), alarmLine('B', START + 120_000), alarmLine('C', START + 240_000)],
      '#/alarms',
    );
    await page.locator('.alarm-table a:text-is("B")').focus();
    await stage.tell(told(alarmLine('B', START + 120_000, { severity: 'low' })));
    assert.match(await text('.alarm-table tbody tr:nth-child(3)'), /B/);
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'B');
  });

  it('an incident that is open stays open when an asset joins it, and a press in it counts', async () => {
    await open(
      ['A', 'B', 'C'].map((key) => assetLine(key)),
      [alarmLine('A', START, { severity: 'medium' }), alarmLine('B', START + 1000, { severity: 'medium' })],
      '#/alarms',
    );
    await page.click('tr.incident button.link');
    await page.waitForSelector('tr.inside');
    const joins = (): Promise<void> => stage.tell(told(alarmLine('C', START + 2000, { severity: 'low' })));
    await stage.press('tr.inside button:text-is("Acknowledge")', joins);
    await page.waitForSelector('.toast');
    assert.equal(await page.locator('tr.inside').count(), 3);
    assert.deepEqual(ordered(), [['acknowledge', 'B']]);
    await stage.tell(told(alarmLine('C', START + 2000, { severity: 'low', state: 'acknowledged' })));
    assert.equal(await page.locator('tr.inside').count(), 3);
  });

  it('Undo in the log takes back what stood there, although an entry comes meanwhile', async () => {
    const entry = (seq: number): object => ({
      seq,
      at: new Date(START + 1000 * seq).toISOString(),
      by: 'otto',
      event: 'order',
      asset: 'A',
      node: 'n',
      type: 'twin-decision',
      text: 'set',
      facts: { do: 'set', settling: seq },
      undo: { keys: ['A'], layer: 'decision', do: 'set', options: { settling: seq - 1 } },
    });
    await open([assetLine('A')], []);
    stage.answers['audit'] = [3, 2, 1].map(entry);
    await stage.go('#/audit');
    await page.waitForSelector('.audit-table button');
    await stage.press('.audit-table button', async () => {
      stage.answers['audit'] = [4, 3, 2, 1].map(entry);
      await stage.tell({ event: 'changed', data: { key: 'A', what: 'settings' } });
      await page.waitForSelector('.audit-table tbody tr:nth-child(4)');
    });
    // The row has gone down by one and the pointer is on another: nothing is the worst that may come of it.
    assert.deepEqual(ordered(), []);
    await page.locator('.audit-table tr:has-text("settling 2") button').focus();
    stage.answers['audit'] = [5, 4, 3, 2, 1].map(entry);
    await stage.tell({ event: 'changed', data: { key: 'A', what: 'settings' } });
    await page.waitForSelector('.audit-table tbody tr:nth-child(5)');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.toast');
    assert.deepEqual(stage.orders[0]!.options, { settling: 1 });
  });

  it('a setting that a colleague has changed meanwhile is shown, and not set back with another one', async () => {
    await open([assetLine('A')], []);
    stage.answers['asset'] = withRules();
    await stage.go('#/asset/A?open=rules');
    const modes = '.rules label:has-text("Quiet in modes") input';
    await page.locator('.rules input.short').last().fill('60');
    stage.answers['asset'] = withRules({ suppress: 'cleaning', latch: true });
    await stage.tell({ event: 'changed', data: { key: 'A', what: 'settings' } });
    await page.waitForFunction(`document.querySelector('.rules .check input').checked`);
    assert.equal(await page.locator(modes).inputValue(), 'cleaning');
    await page.click('.rules button:text-is("Apply these")');
    await page.waitForSelector('.toast');
    assert.deepEqual(stage.orders[0]!.options, { settling: 60 });
    assert.deepEqual(stage.orders[0]!.seen, { settling: 0 });
  });

  it('who gives a tag another size does not set back the way that a colleague has chosen meanwhile', async () => {
    await open([assetLine('A')], []);
    stage.answers['asset'] = withRules();
    await stage.go('#/asset/A?open=rules&tag=L1');
    await page.locator('.rules input.short').first().fill('2');
    stage.answers['asset'] = withRules({ least: { L1: { size: 0, way: 'high' } } });
    await stage.tell({ event: 'changed', data: { key: 'A', what: 'settings' } });
    await page.waitForSelector('.rules label.chosen:has-text("Only too high")');
    await page.click('.rules button:text-is("Apply")');
    await page.waitForSelector('.toast');
    assert.deepEqual(stage.orders[0]!.options, { tag: 'L1', least: 2, way: 'high' });
  });

  it('the newest recording is chosen, not that which was the newest when one looked before', async () => {
    const file = (name: string, changed: number): object => ({ folder: 0, name, bytes: 1000, changed });
    const recordings = (...files: object[]): object => ({ folders: [{ path: '/r', there: true }], files, more: 0 });
    await open([assetLine('A')], []);
    const report = { versions: [], notes: [] };
    stage.answers['asset'] = {
      line: assetLine('A'),
      alarms: [],
      tags: [],
      layers: [{ layer: 'detector', node: 'd', name: 'd', report, orders: ['train'] }],
    };
    stage.answers['recordings'] = recordings(file('march.csv', 1000));
    await stage.go('#/asset/A?open=learning');
    await page.click('button:has-text("Learn from a file")');
    await page.waitForSelector('dialog .chosen:has-text("march")');
    await page.click('dialog button:text-is("Cancel")');
    await page.waitForSelector('dialog', { state: 'detached' });
    stage.answers['recordings'] = recordings(file('april.csv', 2000), file('march.csv', 1000));
    await page.click('button:has-text("Learn from a file")');
    await page.waitForSelector('dialog label:has-text("april")');
    assert.match(await text('dialog .chosen'), /april/);
  });

  it('who reads German reads in German why an order was refused', async () => {
    await open([assetLine('A')], [alarmLine('A', START)], '', 'de-DE');
    const error = 'control.since: that alarm is over; look at the one that is there now';
    stage.answers['orders'] = { done: [], refused: [{ key: 'A', error }] };
    await page.click('.alarm-bar button:text-is("Quittieren")');
    await page.waitForSelector('.toast');
    assert.match(await text('.toast'), /Dieser Alarm ist vorbei/);
  });

  it('an alarm says the same in the bar and in the list of assets', async () => {
    const alarm = alarmLine('A', START);
    await open([assetLine('A', { state: 'alarm', alarm, open: 1 }), assetLine('B')], [alarm]);
    const sentence = 'A: F2 reads too low, L1 follows.';
    const now = { ...alarm, sentence };
    await stage.tell({
      event: 'fleet',
      data: { now: Date.now(), assets: [assetLine('A', { state: 'alarm', text: sentence, alarm: now, open: 1 })] },
    });
    assert.match(await text('.row:has-text("A")'), /F2 reads too low/);
    assert.match(await text('.alarm-bar'), /F2 reads too low/);
  });

  it('what can be undone is there as long as somebody is at it', async () => {
    await open([assetLine('A')], [alarmLine('A', START)]);
    await page.clock.install();
    await page.click('.alarm-bar button:text-is("Shelve")');
    await page.click('dialog button[type=submit]');
    const undo = page.locator('.toast button:text-is("Undo")');
    await undo.waitFor();
    await page.clock.runFor(15_000);
    assert.equal(await undo.count(), 1);
    await undo.focus();
    await page.clock.runFor(60_000);
    assert.equal(await undo.count(), 1);
    await page.evaluate('document.activeElement.blur()');
    await page.clock.runFor(20_000);
    assert.equal(await undo.count(), 0);
    assert.equal(stage.orders.length, 1);
  });
}).timeout(120_000);
