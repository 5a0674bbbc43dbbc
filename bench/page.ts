import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/fixtures/browser';
import { linkPack, type Runtime, startNodeRed } from '../test/fixtures/runtime';
import { Loaded, pageFlow, SETTINGS_CODE, SETTINGS_PREFIX } from './page/flow';
import { type BenchRow, benchOptions, report } from './report';

/**
 * npm run bench -- page [--minutes N] [--rounds N] [--json FILE]
 *
 * What the operator page costs: 100 assets with 10 tags through scaler, detector, threshold, decision and response of a real Node-RED, once as
 * fast as it can, with three pages open and with none in turn, and then for N minutes at ten records a second and asset, in which the memory
 * of pages and server is looked at. Needs Chromium, which shares the processor with Node-RED here.
 */
const ASSETS = 100;
const TAGS = 10;
const PER_SECOND = 10;
/** Of one stretch at full speed, ms. */
const STRETCH = 10_000;
const SETTLES = 3000;

async function main(): Promise<void> {
  const { json, values } = benchOptions(['minutes', 'rounds']);
  const minutes = Number(values['minutes'] ?? 10);
  const rounds = Number(values['rounds'] ?? 3);
  const browser = await launchBrowser();
  if (browser === undefined) throw new Error('this bench needs Chromium; install it or set CHROMIUM to its path');
  const userDir = mkdtempSync(join(tmpdir(), 'twin-guard-bench-'));
  linkPack(userDir);
  let runtime: Runtime | undefined;
  try {
    runtime = await startNodeRed({ userDir, settingsCode: SETTINGS_CODE, settingsPrefix: SETTINGS_PREFIX });
    await runtime.deploy(pageFlow(ASSETS, TAGS, PER_SECOND));
    const loaded = new Loaded(runtime);
    await loaded.learned(ASSETS);
    const rows = [
      ...(await opens(browser, runtime)),
      ...(await atFullSpeed(browser, runtime, loaded, rounds)),
      ...(await paced(browser, runtime, loaded, minutes)),
    ];
    report('page', rows, json);
  } finally {
    await browser.close();
    await runtime?.stop();
    rmSync(userDir, { recursive: true, force: true });
  }
}

const row = (subject: string, metric: string, value: number): BenchRow => ({ case: 'page', subject, metric, value });

/** Until the first paint, and what has come over the line when the fleet, or an asset with its charts, is there. */
async function opens(browser: Browser, runtime: Runtime): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const [subject, hash, ready] of [
    ['fleet', '#/', '.fleet .row, .row'],
    ['asset', `#/asset/decision~A0?t=1h`, '.charts canvas'],
  ] as const) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${runtime.url}/twin-guard/${hash}`);
    await page.waitForSelector(ready);
    const paint = (await page.evaluate(
      `performance.getEntriesByType('paint').find(({ name }) => name === 'first-contentful-paint').startTime`,
    )) as number;
    const bytes = (await page.evaluate(
      `[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, { transferSize }) => sum + transferSize, 0)`,
    )) as number;
    rows.push(row(subject, 'first_paint_ms', paint), row(subject, 'transfer_kb', bytes / 1000));
    await context.close();
  }
  return rows;
}

/** Without and with pages in turn, so that what else the machine does meets both; the middle one of each counts. */
async function atFullSpeed(browser: Browser, runtime: Runtime, loaded: Loaded, rounds: number): Promise<BenchRow[]> {
  await loaded.pace(false);
  const found = { none: [] as { rate: number; cpu: number }[], three: [] as { rate: number; cpu: number }[] };
  for (let round = 0; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? (['none', 'three'] as const) : (['three', 'none'] as const)) {
      const pages = subject === 'none' ? [] : await threePages(browser, runtime);
      await new Promise((resolve) => setTimeout(resolve, SETTLES));
      found[subject].push(await loaded.stretch(STRETCH));
      for (const page of pages) await page.context().close();
    }
  }
  await loaded.pace(true);
  const middle = (of: { rate: number; cpu: number }[], name: 'rate' | 'cpu'): number =>
    of.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(of.length / 2)]!;
  return [
    row('no page', 'records_per_s', middle(found.none, 'rate')),
    row('no page', 'cpu_us_per_record', middle(found.none, 'cpu')),
    row('three pages', 'records_per_s', middle(found.three, 'rate')),
    row('three pages', 'cpu_us_per_record', middle(found.three, 'cpu')),
    row('three pages', 'throughput_kept', middle(found.three, 'rate') / middle(found.none, 'rate')),
  ];
}

async function threePages(browser: Browser, runtime: Runtime): Promise<Page[]> {
  const pages: Page[] = [];
  for (const hash of ['#/', '#/asset/decision~A0?t=15m', '#/alarms']) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${runtime.url}/twin-guard/${hash}`);
    await page.waitForSelector('main');
    pages.push(page);
  }
  return pages;
}

/** Memory after the first minute and at the end, each after all garbage is gone. */
async function paced(browser: Browser, runtime: Runtime, loaded: Loaded, minutes: number): Promise<BenchRow[]> {
  const pages = await threePages(browser, runtime);
  const look = async (): Promise<{ pages: number[]; server: number }> => ({
    pages: await Promise.all(pages.map(heapOf)),
    server: (await loaded.now()).heap,
  });
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  await wait(60_000);
  const before = await look();
  const from = await loaded.now();
  await wait(Math.max(0, minutes - 1) * 60_000);
  const after = await look();
  const to = await loaded.now();
  const mb = (bytes: number): number => bytes / 1e6;
  return [
    row('paced', 'records_per_s', (1000 * (to.count - from.count)) / (to.at - from.at)),
    row('paced', 'server_mb_before', mb(before.server)),
    row('paced', 'server_mb_after', mb(after.server)),
    ...['fleet', 'asset', 'alarms'].flatMap((name, i) => [
      row(`paced, ${name}`, 'page_mb_before', mb(before.pages[i]!)),
      row(`paced, ${name}`, 'page_mb_after', mb(after.pages[i]!)),
    ]),
  ];
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize;
}

main().catch((error: Error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
