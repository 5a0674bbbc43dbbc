import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import autoencoder from '../../nodes/autoencoder/autoencoder';
import response from '../../nodes/response/response';
import { ATTACK } from '../fixtures/attack';
import { type Bench, createBench, type Flow, type Received, settle, until } from '../fixtures/node-red';

const HOUR = 3_600_000;
const DECISION = ATTACK.decision;
const VALVE = { name: 'close', severity: 'low', topic: 'valve', payload: 0 };
const OUTPUTS = ['records', 'alerts', 'commands', 'retrain', 'events'];

/** A node, and all that an operator looks at. */
const flow = (node: object, outputs: readonly string[]): Flow => [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'n', z: 'tab', ...node, wires: outputs.map((id) => [id]) },
  ...[...outputs, 'errors', 'shown'].map((id) => ({ id, z: 'tab', type: 'helper' })),
  { id: 'problems', z: 'tab', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'lights', z: 'tab', type: 'status', scope: null, wires: [['shown']] },
];

describe('commands in Node-RED', () => {
  let bench: Bench;
  let seen: Record<'alerts' | 'commands' | 'events' | 'errors' | 'shown', Received[]>;
  beforeEach(() => {
    bench = createBench();
  });
  afterEach(() => bench.unload());

  const look = (): void => {
    seen = {
      alerts: bench.collect('alerts'),
      commands: bench.collect('commands'),
      events: bench.collect('events'),
      errors: bench.collect('errors'),
      shown: bench.collect('shown'),
    };
  };
  const start = async (command: object, more: object = {}): Promise<void> => {
    const commands = JSON.stringify([{ ...VALVE, ...command }]);
    await bench.load([response], flow({ type: 'twin-response', trust: true, commands, ...more }, OUTPUTS));
    look();
  };
  const give = async (message: unknown): Promise<void> => {
    bench.node('n').receive(message as never);
    await settle();
  };
  const attack = (time: number, since = 1): Promise<void> =>
    give({ payload: { asset: 'pump', time, values: { a: 1 }, verdict: 'anomaly', decision: { ...DECISION, since } } });
  const calm = (time: number): Promise<void> =>
    give({ payload: { asset: 'pump', time, values: { a: 1 }, verdict: 'normal' } });
  const told = (event: string): Received[] => seen.events.filter(({ payload }) => payload['event'] === event);
  const isYellow = (): boolean =>
    (seen.shown.at(-1) as unknown as { status: { fill?: string } } | undefined)?.status.fill === 'yellow';
  const caught = (text: RegExp): boolean => seen.errors.some(({ error }) => text.test(error.message));

  describe('where the state of a node cannot be written', () => {
    const folder = (): string => join(bench.userDir, 'twin-guard', 'n', 'state');
    /** A file where the folder was: also for root nothing can be written there. */
    const refuse = (): void => {
      if (existsSync(folder())) renameSync(folder(), `${folder()}-aside`);
      writeFileSync(folder(), '');
    };
    const relent = (): void => {
      rmSync(folder());
      renameSync(`${folder()}-aside`, folder());
    };

    it('a command is held and told, people are alerted, and it leaves once when the disk is back', async () => {
      await start({});
      await calm(0);
      await give({ control: { do: 'arm', by: 'Ada' } });
      refuse();
      await attack(1000);
      assert.equal(seen.commands.length, 0);
      assert.equal(seen.alerts.length, 1);
      assert.match(String(told('command-held')[0]?.payload['why']), /state cannot be saved/);
      assert.ok(caught(/what was learned could not be saved: .*free some space or check the rights/));
      // While an alarm is open its red goes first.
      await calm(1500);
      await until(() => isYellow());
      relent();
      let time = 2000;
      while (seen.commands.length === 0) {
        time += 1000;
        await attack(time);
      }
      for (let i = 0; i < 5; i++) {
        time += 1000;
        await attack(time);
      }
      assert.equal(seen.commands.length, 1);
    });

    for (const order of ['disarm', 'reset'] as const) {
      it(`${order} is an error that says so, not done`, async () => {
        await start({});
        await calm(0);
        await give({ control: { do: 'arm', by: 'Ada' } });
        refuse();
        await give({ control: order });
        assert.ok(caught(new RegExp(`^${order} of pump holds now but is lost with the next start`)));
        assert.deepEqual(told(order), []);
        await until(() => isYellow());
      });
    }

    it('arm is refused, and the node stays in dry run', async () => {
      await start({});
      await attack(0);
      refuse();
      await give({ control: { do: 'arm', by: 'Ada' } });
      assert.ok(caught(/commands stay in dry run/));
      await attack(1000, 2);
      assert.deepEqual(seen.commands, []);
    });

    it('it is told at the start, before any message', async () => {
      await start({}, { stayArmed: true });
      await attack(0);
      await give({ control: { do: 'arm', by: 'Ada' } });
      refuse();
      await bench.restart();
      look();
      await until(() => isYellow());
      await attack(5000, 9);
      assert.deepEqual(seen.commands, []);
      assert.match(String(told('command-held')[0]?.payload['why']), /dry run/);
    });

    it('a detector answers freeze with an error, too', async () => {
      const settings = { type: 'twin-autoencoder', records: 60, layers: '5, 3', epochs: 2, folds: 2, engine: 'wasm' };
      await bench.load([autoencoder], flow(settings, ['records', 'events']));
      const [events, errors] = [bench.collect('events'), bench.collect('errors')];
      await give({ payload: { asset: 'pump', time: 0, values: { a: 1, b: 2 } } });
      refuse();
      await give({ control: 'freeze' });
      assert.match(
        errors.at(-1)!.error.message,
        /freeze of pump holds now but is lost with the next start|freeze could/,
      );
      assert.ok(!events.some(({ payload }) => payload['event'] === 'freeze'));
    });
  });

  describe('and the log', () => {
    const file = (): string => join(bench.userDir, 'twin-guard', 'audit.jsonl');

    it('orders and commands stand in it before anybody hears of them', async () => {
      await start({});
      const before: string[] = [];
      for (const [id, event] of [
        ['events', 'order'],
        ['commands', 'command-sent'],
      ] as const) {
        bench.node(id).on('input', (() => {
          if (readFileSync(file(), 'utf8').includes(`"event":"${event}"`)) before.push(event);
        }) as never);
      }
      await calm(0);
      await give({ control: { do: 'arm', by: 'Ada' } });
      await attack(1000);
      assert.ok(before.includes('order'));
      assert.ok(before.includes('command-sent'));
      assert.equal(seen.commands.length, 1);
    });

    it('a log that cannot be written keeps no command and no order back, and that is told', async () => {
      mkdirSync(file(), { recursive: true });
      await start({});
      await calm(0);
      await give({ control: { do: 'arm', by: 'Ada' } });
      await attack(1000);
      assert.equal(told('arm').length, 1);
      assert.equal(seen.commands.length, 1);
      assert.ok(told('audit-failed').length > 0);
    });

    it('is readable by its user only, and so is all that is kept', async function () {
      if (process.platform === 'win32') this.skip();
      await start({}, { stayArmed: true });
      await calm(0);
      await give({ control: { do: 'arm', by: 'Ada' } });
      await attack(1000);
      await bench.restart();
      const all = readdirSync(join(bench.userDir, 'twin-guard'), { recursive: true, withFileTypes: true });
      const files = all.filter((entry) => entry.isFile()).map(({ path, name }) => join(path, name));
      assert.ok(files.length >= 2, `${files}`);
      for (const one of files) assert.equal(statSync(one).mode & 0o077, 0, one);
    });
  });

  describe('whatever the time in the records says', () => {
    it('one command leaves in its interval, also when somebody resets in between', async () => {
      await start({ interval: 10 });
      await attack(0);
      await give({ control: { do: 'arm', by: 'Ada' } });
      for (const hours of [1, 2, 100, -5, 1e6]) {
        await give({ control: 'reset' });
        await attack(hours * HOUR, 2 + hours);
      }
      assert.equal(seen.commands.length, 1);
      assert.ok(told('command-held').some(({ payload }) => /less than 10 minutes before/.test(String(payload['why']))));
    });

    for (const year of [1971, 2026, 2099]) {
      it(`a command expires a minute after it was given, in a record of ${year}`, async () => {
        await start({ expires: 60 });
        await attack(0);
        await give({ control: { do: 'arm', by: 'Ada' } });
        await attack(Date.UTC(year, 0), 2);
        const { expires } = seen.commands[0] as unknown as { expires: number };
        assert.ok(Math.abs(expires - Date.now() - 60_000) < 30_000, `${expires}`);
      });
    }

    it('silence ends what waits for a person, and an approval afterwards is an error', async () => {
      await start({ approvals: 1, expires: 1 });
      await attack(0);
      await give({ control: { do: 'arm', by: 'Ada' } });
      await attack(1000, 2);
      await until(() => told('command-expired').length === 1);
      await give({ control: { do: 'approve', command: 'close', by: 'Ada' } });
      assert.ok(caught(/does not wait for approval/));
      assert.deepEqual(seen.commands, []);
    });

    it('alerts have their number in ten minutes; what is held back is told', async () => {
      await start({}, { maxAlerts: 2 });
      for (let i = 1; i <= 12; i++) {
        await attack(i * HOUR, i);
        await calm(i * HOUR + 1);
      }
      assert.equal(seen.alerts.filter(({ payload }) => payload['alert'] === 'raised').length, 8);
      assert.ok(told('alert-suppressed').length > 0);
    });
  });
});
