import { readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import type { Random } from '../../lib/math/random';
import { plantPayload } from '../../test/fixtures/plant';
import { CHAIN } from './flow';
import { mutate, pick } from './mutate';
import type { Plant } from './plant';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Troubles by weight: how often each comes. */
const TROUBLES: readonly (readonly [number, (plant: Plant, random: Random) => Promise<void>])[] = [
  [6, powerCut],
  [2, deploy],
  [2, fullDisk],
  [1, readOnlyDisk],
  [2, damagedFile],
  [3, hostileMessages],
  [5, orders],
];

/** The plant runs for a moment, perhaps under attack; then something happens to the guard. */
export async function disturb(plant: Plant, random: Random): Promise<void> {
  plant.shift = random.below(2) === 0 ? 0 : 5;
  await plant.feed(20 + random.below(60));
  // An alarm that is over lets the next command out.
  if (plant.shift === 0 && random.below(2) === 0) await plant.order('response', 'reset');
  let ticket = random.below(TROUBLES.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, trouble] of TROUBLES) {
    ticket -= weight;
    if (ticket < 0) return trouble(plant, random);
  }
}

/** kill -9 while messages are under way. */
async function powerCut(plant: Plant, random: Random): Promise<void> {
  if (random.below(3) === 0) await plant.order('autoencoder', 'retrain');
  const fed = plant.feed(40 + random.below(200));
  await sleep(random.below(400));
  await plant.kill();
  await fed;
  await plant.restart();
  await plant.check();
}

async function deploy(plant: Plant, random: Random): Promise<void> {
  const fed = plant.feed(100);
  await plant.deploy(pick(['full', 'nodes', 'flows'] as const, random), `name ${random.below(1000)}`);
  await fed;
  await plant.check();
}

async function fullDisk(plant: Plant, random: Random): Promise<void> {
  if (!plant.disk.own) return;
  plant.counts.full_disks++;
  plant.disk.fill(true);
  await troubled(plant, random);
  plant.disk.fill(false);
  await recovered(plant);
}

async function readOnlyDisk(plant: Plant, random: Random): Promise<void> {
  // A file that is open for writing keeps the disk writable; the next time will do.
  if (!plant.disk.own || !plant.disk.writable(false)) return;
  plant.counts.read_only_disks++;
  await troubled(plant, random);
  plant.disk.writable(true);
  await recovered(plant);
}

/** Life goes on while nothing can be written: attacks, orders, a power cut. */
async function troubled(plant: Plant, random: Random): Promise<void> {
  plant.shift = 5;
  await plant.feed(60);
  if (random.below(2) === 0) await orders(plant, random);
  if (random.below(2) === 0) {
    await plant.kill();
    await plant.restart();
    await plant.feed(60);
  }
  plant.shift = 0;
  await plant.feed(60);
}

async function recovered(plant: Plant): Promise<void> {
  await plant.feed(20);
  await plant.check();
}

/** One bit of a file, its end, or all of it, while the guard is down. */
async function damagedFile(plant: Plant, random: Random): Promise<void> {
  await plant.kill();
  const files = plant.disk.files().filter((file) => !file.includes('audit'));
  for (let n = 1 + random.below(4); n > 0 && files.length > 0; n--) {
    const [file] = files.splice(random.below(files.length), 1);
    damage(file!, random);
    plant.counts.damaged_files++;
    plant.disk.damaged(file!);
  }
  await plant.restart();
  await plant.check();
  await plant.repair();
}

function damage(file: string, random: Random): void {
  const { size } = statSync(file);
  const kind = size === 0 ? 0 : random.below(4);
  if (kind === 0) rmSync(file);
  else if (kind === 1) truncateSync(file, random.below(size));
  else if (kind === 2) writeFileSync(file, 'null\nnull');
  else {
    const bytes = readFileSync(file);
    bytes[random.below(size)]! ^= 1 << random.below(8);
    writeFileSync(file, bytes);
  }
}

/** What a source in the wrong hands, or a node that went wrong, may send; to any of the nodes. */
async function hostileMessages(plant: Plant, random: Random): Promise<void> {
  const count = 200;
  plant.counts.hostile_messages += count;
  for (const link of CHAIN) {
    const messages = Array.from({ length: Math.ceil(count / CHAIN.length) }, (_, i) => {
      const { time, ...values } = plantPayload(random.below(100_000));
      const payload = {
        asset: 'pump-1',
        time,
        values,
        verdict: 'normal',
        score: 1,
        comms: { late: false },
        response: {},
      };
      const message = mutate({ topic: 'pump-1', payload: i % 2 === 0 ? payload : { time, ...values } }, random);
      // An order that happens to be right would be followed: whoever is wired here may give it.
      return typeof message === 'object' && message !== null && !Array.isArray(message)
        ? message
        : { payload: message };
    });
    await plant.give(link, messages);
  }
  await plant.check();
}

async function orders(plant: Plant, random: Random): Promise<void> {
  const { expected } = plant;
  switch (random.below(7)) {
    case 0:
      if (await plant.order('autoencoder', 'freeze')) expected.frozen = true;
      else delete expected.frozen;
      break;
    case 1:
      if (await plant.order('autoencoder', 'unfreeze')) expected.frozen = false;
      else delete expected.frozen;
      break;
    case 2:
      if (await plant.order('response', 'disarm')) expected.armed = false;
      else delete expected.armed;
      break;
    case 3:
      if (await plant.order('response', 'arm')) expected.armed = true;
      else delete expected.armed;
      break;
    case 4:
      await plant.order('autoencoder', 'retrain');
      break;
    case 5:
      // A person has looked at the plant and found that the doubtful command had left.
      await plant.order('response', 'drop');
      break;
    default:
      await plant.order('decision', 'acknowledge');
      await plant.order('response', 'reset');
  }
}
