import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { Collector } from '../../cli/report/collector';
import { reportPage } from '../../cli/report/page';
import { launchBrowser } from '../fixtures/browser';

const ROWS = 1000;

function page(): string {
  const collector = new Collector();
  for (let row = 0; row < ROWS; row++) {
    const score = row >= 600 && row < 700 ? 50 : 1 + (row % 7) / 10;
    const record = { asset: 'twin', time: 0, values: {}, score, threshold: 5, contributions: { T1: 0.9, T2: 0.1 } };
    collector.add(1.6e12 + row * 1000, record, row >= 600 && row < 700 ? 1 : 0);
  }
  return reportPage({
    title: 'Backtest',
    settings: [],
    metrics: [],
    labelled: true,
    budget: 'false alarms: promised one in 7 days; realised so far: 0 alarms in 0.01 days',
    ...collector.content(),
    data: [],
    training: [],
    episodes: [
      {
        start: 600,
        end: 700,
        from: 1.6e12 + 600_000,
        to: 1.6e12 + 699_000,
        kind: 'sensor-fault',
        severity: 'low',
        confidence: 0.9,
        sentence: 'T1 left',
        tags: ['T1'],
        traces: [{ tag: 'T1', rows: [590, 650, 710], measured: [1, 9, 1], expected: [1, 1, 1] }],
      },
    ],
  });
}

describe('the report of a backtest, in a real browser', () => {
  let folder: string;
  let browser: Browser | undefined;
  let view: Page;
  const problems: string[] = [];

  before(async function () {
    browser = await launchBrowser();
    if (browser === undefined) {
      console.log('      skipped: no Chromium; install it or set CHROMIUM to its path');
      return this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-report-'));
    writeFileSync(join(folder, 'report.html'), page());
    view = await browser.newPage({ colorScheme: 'dark', viewport: { width: 1100, height: 900 } });
    view.on('pageerror', (error) => problems.push(error.message));
    view.on('request', (request) => {
      if (!request.url().startsWith('file:')) problems.push(`asks for ${request.url()}`);
    });
    await view.goto(pathToFileURL(join(folder, 'report.html')).href);
    return undefined;
  });
  after(async () => {
    await browser?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  const chart = () => view.locator('.over-rows').first();
  const shown = async (): Promise<number[]> => ((await chart().getAttribute('viewBox')) ?? '').split(' ').map(Number);

  it('reads the values below the pointer', async () => {
    const box = (await chart().boundingBox())!;
    await view.mouse.move(box.x + box.width * 0.65, box.y + 20);
    assert.match(
      (await view.locator('.readout').textContent()) ?? '',
      /^row 6[45]\d · 2020-.* · score 50 · limit 5 · T1$/,
    );
  });

  it('looks closer where the mouse is dragged, and back at everything on a double click', async () => {
    const box = (await chart().boundingBox())!;
    await view.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await view.mouse.down();
    await view.mouse.move(box.x + box.width * 0.75, box.y + 20);
    await view.mouse.up();
    const [from = 0, , rows = 0] = await shown();
    assert.ok(Math.abs(from - 500) < 5 && Math.abs(rows - 250) < 5, `shows ${rows} rows from ${from}`);
    await chart().dblclick();
    assert.deepEqual(await shown(), [0, 0, ROWS, 100]);
  });

  it('goes to an alarm that is chosen in the list', async () => {
    await view.locator('.alarm').click();
    assert.deepEqual(await shown(), [500, 0, 300, 100]);
  });

  it('fits a phone: nothing is wider than the screen', async () => {
    await view.setViewportSize({ width: 390, height: 800 });
    assert.equal(await view.evaluate('document.documentElement.scrollWidth'), 390);
    await view.setViewportSize({ width: 1100, height: 900 });
  });

  it('is dark where the system is, without an error or a request', async () => {
    assert.equal(await view.evaluate('getComputedStyle(document.body).backgroundColor'), 'rgb(20, 24, 30)');
    assert.deepEqual(problems, []);
  });
});
