// The pictures of docs/screenshots from a real Node-RED in a real browser. Needs dist/ and Chromium: node scripts/screenshots.js
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { root } = require('./setup');

const built = (file) => require(path.join(root, 'dist', 'test', 'fixtures', file));
const picture = (name) => path.join(root, 'docs', 'screenshots', `${name}.png`);
/** Until it has learned at this speed, and until a drill shows. */
const LEARNED_MS = 90_000;
const SHOWN_MS = 15_000;
const DASHBOARD = { '@flowfuse/node-red-dashboard': '1.31.0' };
const DIALOGS = { 'tg-threshold': 'threshold-dialog', 'tg-ingest': 'ingest-dialog', 'tg-response': 'response-dialog' };

async function main() {
  const { launchBrowser, openEditor } = built('browser.js');
  const { linkPack, startNodeRed } = built('runtime.js');
  const userDir = fs.mkdtempSync(path.join(os.tmpdir(), 'twin-guard-screenshots-'));
  linkPack(userDir);
  const { linkPackage, otherPackages } = built('packages.js');
  const packages = otherPackages(DASHBOARD);
  if (packages === undefined) throw new Error('the dashboard cannot be installed');
  for (const name of Object.keys(DASHBOARD)) linkPackage(packages, name, userDir);
  const runtime = await startNodeRed({ userDir });
  const browser = await launchBrowser();
  try {
    if (browser === undefined) throw new Error('there is no Chromium; install it or set CHROMIUM to its path');
    const example = (name) => JSON.parse(fs.readFileSync(path.join(root, 'examples', 'flows', `${name}.json`), 'utf8'));
    await runtime.deploy(example('guard-a-twin'));
    await new Promise((resolve) => setTimeout(resolve, LEARNED_MS));
    const editor = await openEditor(browser, runtime);
    for (const [id, name] of Object.entries(DIALOGS)) {
      await editor.open(id);
      await editor.page.waitForSelector('#twin-live:not([hidden])');
      await editor.page.waitForTimeout(500);
      await editor.page
        .locator('.red-ui-tray')
        .last()
        .screenshot({ path: picture(name) });
      await editor.page.click('#node-dialog-cancel');
      await editor.page.waitForSelector('#node-dialog-ok', { state: 'detached' });
    }
    await runtime.ask('/inject/tg-spoof', { method: 'POST' });
    await new Promise((resolve) => setTimeout(resolve, SHOWN_MS));
    await editor.page.screenshot({ path: picture('guard-a-twin') });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    await page.goto(`${runtime.url}/twin-guard/`);
    await page.waitForTimeout(3000);
    await page.locator('text=two-tank').first().click();
    await page.locator('text=1 h').first().click();
    await page.waitForTimeout(4000);
    await page.screenshot({ path: picture('operator-page') });
    await runtime.deploy(example('dashboard'));
    await new Promise((resolve) => setTimeout(resolve, LEARNED_MS));
    await page.setViewportSize({ width: 1200, height: 760 });
    await page.goto(`${runtime.url}/dashboard/twin-guard`);
    await page.waitForTimeout(4000);
    await page.screenshot({ path: picture('dashboard') });
  } finally {
    await browser?.close();
    await runtime.stop();
    fs.rmSync(userDir, { recursive: true, force: true });
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
