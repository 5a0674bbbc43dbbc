import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../test/fixtures/browser';
import { linkPack, type Runtime, startNodeRed } from '../test/fixtures/runtime';
import { Loaded, pageFlow, SETTINGS_CODE, SETTINGS_PREFIX, type Stretch } from './page/flow';
import { type BenchRow, benchOptions, report } from './report';

/**
 * npm run bench -- page [--minutes N] [--rounds N] [--json FILE]
 *
 * What the operator page costs: 100 assets with 10 tags at ten records a second through scaler, detector, threshold, decision and response of a
 * real Node-RED, with three pages open and with none in turn, and then for N minutes, in which the memory of pages and server is looked at.
 * Needs Chromium, which shares the processor with Node-RED here: so what counts is the processor time of Node-RED itself.
 */
const ASSETS = 100;
const TAGS = 10;
const PER_SECOND = 10;
/** ms of one stretch, of which the processor time is told. */
const STRETCH = 30_000;
const SETTLES = 3000;
/** A machine that is busy with something else may take long to draw a page, ms. */
const PATIENCE = 240_000;

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
    await loaded.pace();
    const rows = [
      ...(await opens(browser, runtime)),
      ...(await costs(browser, runtime, loaded, rounds)),
      ...(await lasts(browser, runtime, loaded, minutes)),
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
    page.setDefaultTimeout(PATIENCE);
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
async function costs(browser: Browser, runtime: Runtime, loaded: Loaded, rounds: number): Promise<BenchRow[]> {
  const found = { none: [] as Stretch[], three: [] as Stretch[] };
  for (let round = 0; round < rounds; round++) {
    for (const subject of round % 2 === 0 ? (['none', 'three'] as const) : (['three', 'none'] as const)) {
      const pages = subject === 'none' ? [] : await threePages(browser, runtime);
      await new Promise((resolve) => setTimeout(resolve, SETTLES));
      found[subject].push(await loaded.stretch(STRETCH));
      for (const page of pages) await page.context().close();
    }
  }
  const middle = (of: Stretch[], name: keyof Stretch): number =>
    of.map((one) => one[name]).sort((a, b) => a - b)[Math.floor(of.length / 2)]!;
  // By record, as a machine that is busy with something else may not give Node-RED the time for all of them.
  const cost = (of: Stretch[]): number => middle(of, 'share') / middle(of, 'rate');
  return [
    row('no page', 'records_per_s', middle(found.none, 'rate')),
    row('no page', 'cpu_us_per_record', 1e6 * cost(found.none)),
    row('three pages', 'records_per_s', middle(found.three, 'rate')),
    row('three pages', 'cpu_us_per_record', 1e6 * cost(found.three)),
    // At full speed the chain has what the pages leave of the processor.
    row('three pages', 'throughput_kept', cost(found.none) / cost(found.three)),
  ];
}

async function threePages(browser: Browser, runtime: Runtime): Promise<Page[]> {
  const pages: Page[] = [];
  for (const hash of ['#/', '#/asset/decision~A0?t=15m', '#/alarms']) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    await page.goto(`${runtime.url}/twin-guard/${hash}`);
    await page.waitForSelector('main');
    pages.push(page);
  }
  return pages;
}

/** Memory after the first minute, half way, when the chart of a quarter of an hour is full, and at the end, each after all garbage is gone. */
async function lasts(browser: Browser, runtime: Runtime, loaded: Loaded, minutes: number): Promise<BenchRow[]> {
  const pages = await threePages(browser, runtime);
  const look = async (): Promise<{ pages: number[]; server: number }> => ({
    pages: await Promise.all(pages.map(heapOf)),
    server: (await loaded.now()).heap,
  });
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  await wait(60_000);
  const before = await look();
  const from = await loaded.now();
  const part = Math.max(0, minutes - 1) * 30_000;
  await wait(part);
  const halfway = await look();
  await wait(part);
  const after = await look();
  const to = await loaded.now();
  const mb = (bytes: number): number => bytes / 1e6;
  return [
    row('lasting', 'records_per_s', (1000 * (to.count - from.count)) / (to.at - from.at)),
    row('lasting', 'server_mb_before', mb(before.server)),
    row('lasting', 'server_mb_halfway', mb(halfway.server)),
    row('lasting', 'server_mb_after', mb(after.server)),
    ...['fleet', 'asset', 'alarms'].flatMap((name, i) => [
      row(`lasting, ${name}`, 'page_mb_before', mb(before.pages[i]!)),
      row(`lasting, ${name}`, 'page_mb_halfway', mb(halfway.pages[i]!)),
      row(`lasting, ${name}`, 'page_mb_after', mb(after.pages[i]!)),
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
