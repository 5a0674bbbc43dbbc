import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { barriers } from '../fixtures/accessible';
import { historianChain, historianCsv, historianLive } from '../fixtures/historian';
import { type OperatorPage, openOperatorPage } from '../fixtures/operator-page';
import { adminAuth, signIn } from '../fixtures/page';
import { send, withProbe } from '../fixtures/probe';
import { openStage, type Stage } from '../fixtures/stage';

describe('learning from a recording on the server, on the operator page', () => {
  let stage: Stage | undefined;
  let tina: OperatorPage;
  let folder: string;

  const press = (selector: string, label: string): Promise<void> =>
    tina.page.click(`${selector} button:text-is("${label}")`);

  before(async function () {
    stage = await openStage({ settings: { adminAuth: adminAuth() } });
    if (stage === undefined) return this.skip();
    const { runtime, userDir, browser } = stage;
    folder = join(userDir, 'twin-guard', 'recordings');
    await runtime.deploy(withProbe(historianChain, ['ingest']), 'full', await signIn(runtime, 'root'));
    await send(runtime, 'ingest', historianLive);
    tina = await openOperatorPage(browser, runtime);
    await tina.signIn('tina');
    await tina.go('#/learning');
    await tina.see('.learning', /Nothing guards yet/);
    return undefined;
  });
  after(async () => {
    await stage?.close();
  });

  it('says where recordings belong', async () => {
    await press('.learning', 'Learn from a file');
    await tina.see('dialog', /There is no folder .*recordings on the server/);
    assert.equal(await tina.page.locator('dialog button[type=submit]').isDisabled(), true);
    await press('dialog', 'Cancel');
  });

  it('learns from one, and says what was read, what was passed over, and that it judges', async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'march.csv'), historianCsv(600));
    await press('.learning', 'Learn from a file');
    await tina.page.click('dialog label:has-text("march.csv")');
    assert.deepEqual(await barriers(tina.page), []);
    await press('dialog', 'Learn from it');
    await tina.see('.file-learning', /From march\.csv[\s\S]*tina[\s\S]*600 records were handed over/);
    await tina.page.click('.file-learning summary');
    await tina.see('.file-learning li', /Bemerkung/);
    await tina.see('.learning', /Version 1 judges[\s\S]*learned from 600 records/);
    await tina.go('#/audit');
    await tina.see('.audit-table tr', /tina[\s\S]*march\.csv/);
  });

  it('tells who reads German in German what was found odd in it', async () => {
    const greta = await openOperatorPage(stage!.browser, stage!.runtime, 'de-DE');
    await greta.signIn('tina');
    await greta.go('#/learning');
    await greta.page.click('.file-learning summary');
    await greta.see('.file-learning li', /^Bemerkung (hat in keiner Zeile einen Wert|enthält Texte).* weggelassen/);
    assert.deepEqual(greta.problems, []);
    await greta.page.context().close();
  });

  it('shows how far it is, and stops', async () => {
    writeFileSync(join(folder, 'long.csv'), historianCsv(150_000));
    await tina.go('#/learning');
    await press('.learning', 'Learn from a file');
    await tina.page.click('dialog label:has-text("long.csv")');
    await press('dialog', 'Learn from it');
    await tina.page.waitForSelector('.file-learning progress');
    await press('.file-learning', 'Stop reading');
    await tina.see('.file-learning', /Stopped; nothing was learned from it/);
    await tina.see('.learning', /Version 1 judges/);
  });

  it('nothing went wrong on the page', () => {
    assert.deepEqual(tina.problems, []);
  });
});
