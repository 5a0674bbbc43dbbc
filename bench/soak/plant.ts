import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plantPayload } from '../../test/fixtures/plant';
import { send } from '../../test/fixtures/probe';
import { linkPack, type Runtime, startNodeRed } from '../../test/fixtures/runtime';
import { ROOT } from '../../test/fixtures/shared';
import { StateDisk } from './disk';
import { type Link, soakFlow, soakSettings } from './flow';
import { Ledger, type Line } from './ledger';

const ASSETS = ['pump-1', 'pump-2'];
const ANSWER_MS = 60_000;
/** Body of an event by which an order is answered. */
type Answer = Readonly<Record<string, unknown>>;
/** Events by which the guard says that it lacks what it knew. */
const TOLD = /damaged|ignored|missing|lost|newer|cannot|disarmed/;

/** A real Node-RED with the whole guard, fed row by row; what was ordered of it and acknowledged is remembered. */
export class Plant {
  readonly ledger: Ledger;
  readonly counts = {
    messages: 0,
    kills: 0,
    deploys: 0,
    full_disks: 0,
    read_only_disks: 0,
    damaged_files: 0,
    hostile_messages: 0,
    orders: 0,
    failed_starts: 0,
    crashes: 0,
    torn_files: 0,
    models_lost: 0,
    relearned_in_silence: 0,
    orders_lost: 0,
  };
  /** What was ordered and acknowledged; undefined where a kill or a damaged file leaves it open. */
  readonly expected: { frozen?: boolean; armed?: boolean; version: number } = { version: 0 };
  readonly disk: StateDisk;
  readonly #userDir: string;
  #runtime: Runtime | undefined;
  #row = 0;
  /** Added to tag0 of all rows: an attack that lasts. */
  shift = 0;
  /** Line at which the present process started. */
  #from = 0;

  constructor(folder: string) {
    this.#userDir = join(folder, 'user');
    this.disk = new StateDisk(join(this.#userDir, 'twin-guard'));
    linkPack(this.#userDir);
    this.ledger = new Ledger(join(folder, 'ledger.jsonl'));
    writeFileSync(this.ledger.file, '');
  }

  async start(): Promise<void> {
    await this.restart();
    await this.#runtime!.deploy(soakFlow('first'));
    await this.#learn();
    await this.order('response', 'arm');
  }

  async restart(): Promise<void> {
    this.ledger.catchUp();
    this.#from = this.ledger.lines.length;
    try {
      this.#runtime = await startNodeRed({ userDir: this.#userDir, settingsCode: soakSettings(this.ledger.file) });
    } catch (error) {
      this.counts.failed_starts++;
      console.error(`soak: a start failed: ${(error as Error).message}`);
    }
  }

  async kill(): Promise<void> {
    const runtime = this.#runtime;
    this.#runtime = undefined;
    this.counts.kills++;
    if (runtime?.ended()) {
      this.counts.crashes++;
      console.error(`soak: Node-RED had ended by itself:\n${runtime.output.slice(-20).join('\n')}`);
    }
    await runtime?.stop('SIGKILL');
    this.ledger.note('kill');
  }

  async deploy(kind: 'full' | 'nodes' | 'flows', name: string): Promise<void> {
    this.counts.deploys++;
    await this.#runtime!.deploy(soakFlow(name), kind);
  }

  /** The next rows of the plant, for both assets. */
  async feed(rows: number): Promise<void> {
    const messages: unknown[] = [];
    for (let i = 0; i < rows; i++, this.#row++) {
      for (const topic of ASSETS) {
        const payload = plantPayload(this.#row);
        payload['tag0'] = (payload['tag0'] as number) + this.shift;
        messages.push({ topic, payload });
      }
    }
    this.counts.messages += messages.length;
    await this.give('ingest', messages);
  }

  /** Messages to any node. A process that is killed meanwhile takes none. */
  async give(to: Link, messages: readonly unknown[]): Promise<void> {
    const runtime = this.#runtime;
    if (runtime === undefined) return;
    try {
      await send(runtime, to, messages);
    } catch (error) {
      if (this.#runtime === runtime) throw error;
    }
  }

  /**
   * Gives an order to all assets.
   * @returns the answers of all, or undefined when it was refused or answers are missing
   */
  async order(to: Link, control: string): Promise<Answer[] | undefined> {
    this.counts.orders++;
    this.ledger.catchUp();
    const from = this.ledger.lines.length;
    await this.give(to, [{ control: { do: control, by: 'soak' } }]);
    const answers = (): Answer[] => {
      const told = this.ledger.lines.slice(from).flatMap((line) => (line.told === undefined ? [] : [line.told]));
      return ASSETS.map((asset) => told.find((one) => one['event'] === control && one['asset'] === asset)).filter(
        (answer) => answer !== undefined,
      );
    };
    const refused = (): boolean =>
      this.ledger.lines.slice(from).some(({ by, error }) => by === to && error !== undefined);
    await this.ledger.wait(() => answers().length === ASSETS.length || refused(), ANSWER_MS);
    return answers().length === ASSETS.length ? answers() : undefined;
  }

  /** Holds what the guard says after a start against what was acknowledged before it. */
  async check(): Promise<void> {
    await this.feed(2);
    const detector = await this.order('autoencoder', 'status');
    const response = await this.order('response', 'status');
    const lines = this.ledger.lines.slice(this.#from);
    const told = lines.some(({ told, error }) => TOLD.test(`${String(told?.['event'])} ${error ?? ''}`));
    if (!this.disk.harmed() && lines.some(({ told }) => /damaged|unreadable/.test(String(told?.['event'])))) {
      this.counts.torn_files++;
      const texts = lines.flatMap(({ told }) =>
        /damaged|unreadable/.test(String(told?.['event'])) ? [told?.['text']] : [],
      );
      this.#complain(`a file is damaged that nobody damaged (${texts.join('; ')})`, lines);
    }
    if (detector === undefined || response === undefined) return;
    const excused = told || detector.some(({ state }) => state === 'fault');
    const version = Math.min(...detector.map((answer) => Number(answer['version'] ?? 0)));
    if (version < this.expected.version && !excused) {
      this.counts.models_lost++;
      if (version === 0) this.counts.relearned_in_silence++;
      this.#complain(`version ${version} is in force, ${this.expected.version} was`, lines);
    }
    this.#hold('frozen', detector, excused, lines);
    this.#hold('armed', response, excused, lines);
    this.expected.version = version;
  }

  #hold(what: 'frozen' | 'armed', answers: readonly Answer[], excused: boolean, lines: readonly Line[]): void {
    const is = answers.map((answer) => answer[what] === true);
    const ordered = this.expected[what];
    if (ordered === undefined || is.every((one) => one === ordered)) return;
    // What the guard has told is known to a person, who orders anew.
    delete this.expected[what];
    if (excused) return;
    this.counts.orders_lost++;
    this.#complain(`${what} is ${is.join(' and ')}, ordered was ${ordered}`, lines);
  }

  #complain(what: string, lines: readonly Line[]): void {
    const events = lines.flatMap(({ told, error, done }) => {
      const text = error ?? done ?? told?.['event'];
      return text === undefined ? [] : [String(text)];
    });
    console.error(`soak: ${what}; since the start: ${events.slice(-30).join(', ')}`);
  }

  /** Feeds until all assets have a model; a person orders it where the guard says that it lost one. */
  async #learn(): Promise<void> {
    this.shift = 0;
    for (let tries = 0; tries < 60; tries++) {
      await this.feed(50);
      const answers = (await this.order('autoencoder', 'status')) ?? [];
      if (answers.some(({ state }) => state === 'fault')) await this.order('autoencoder', 'reset');
      const versions = answers.map((answer) => Number(answer['version'] ?? 0));
      if (versions.length > 0 && versions.every((version) => version > 0)) {
        this.expected.version = Math.min(...versions);
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
    throw new Error('the guard does not learn');
  }

  /** A person puts right what a damaged file has cost: trains anew where there is no model, arms again. */
  async repair(): Promise<void> {
    await this.order('autoencoder', 'unfreeze');
    this.expected.frozen = false;
    await this.#learn();
    await this.order('response', 'reset');
    if (await this.order('response', 'arm')) this.expected.armed = true;
  }

  /** The end: all is well again, and everything that was written is counted. */
  async settle(): Promise<Record<string, number>> {
    await this.repair();
    await new Promise((resolve) => setTimeout(resolve, 2000));
    this.ledger.catchUp();
    const before = this.ledger.total();
    await this.feed(500);
    await this.ledger.wait(() => this.ledger.total() - before >= 1000, ANSWER_MS);
    const messages_lost = 1000 - Math.min(1000, this.ledger.total() - before);
    await this.kill();
    this.ledger.catchUp();
    const left = this.ledger.lines.flatMap(({ command }) => (command === undefined ? [] : [command]));
    return {
      ...this.counts,
      records: this.ledger.total(),
      errors_told: this.ledger.lines.filter(({ error }) => error !== undefined).length,
      alarms: this.ledger.lines.filter(({ told }) => told?.['event'] === 'alarm-raised').length,
      messages_lost,
      ...this.#commands(left),
      audit_breaks: verified(join(this.disk.folder, 'audit.jsonl')) ? 0 : 1,
    };
  }

  /** Commands that left, that left twice, and that were given and did not leave: told as such, or not. */
  #commands(left: readonly string[]): Record<string, number> {
    const keys = new Set(left);
    const given = new Set<string>();
    const doubtful = new Set<string>();
    for (const { told } of this.ledger.lines) {
      const key = (told?.['content'] as { key?: string } | undefined)?.key ?? (told?.['key'] as string | undefined);
      if (key === undefined) continue;
      if (told!['event'] === 'command-sent') given.add(key);
      else if (told!['event'] === 'command-uncertain') doubtful.add(key);
    }
    const lost = [...given].filter((key) => !keys.has(key));
    return {
      commands: keys.size,
      commands_twice: left.length - keys.size,
      commands_lost_told: [...doubtful].filter((key) => !keys.has(key)).length,
      commands_lost_untold: lost.filter((key) => !doubtful.has(key)).length,
    };
  }

  async end(): Promise<void> {
    await this.#runtime?.stop('SIGKILL');
    this.disk.release();
  }
}

function verified(file: string): boolean {
  try {
    execFileSync(process.execPath, [join(ROOT, 'dist', 'cli', 'twin-guard.js'), 'verify', file], { stdio: 'inherit' });
    return true;
  } catch {
    return false;
  }
}
