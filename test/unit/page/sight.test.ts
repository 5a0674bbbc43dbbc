import assert from 'node:assert/strict';
import { type OrderName, parseOrder } from '../../../lib/layer/orders';
import type { AlarmLine } from '../../../lib/page/api';
import { withEnd } from '../../../lib/page/history/journal';
import { Sight } from '../../../lib/page/sight';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';

const START = Date.UTC(2026, 0, 1);
const ORDERS: OrderName[] = ['acknowledge', 'shelve', 'unshelve', 'feedback', 'status'];

/** A decision, what the page shows of it, and the history that takes in its lines. */
class Watched {
  readonly history = new Map<string, AlarmLine>();
  readonly #clock = { now: START };
  readonly #raw: Record<string, unknown>;
  #layer;
  sight = new Sight('key', 'pump', 'Guard');
  #second = 0;

  constructor(raw: Record<string, unknown> = {}) {
    this.#raw = raw;
    this.#layer = createDecision(parseConfig(raw), testContext('pump', this.#clock));
    this.live(300);
  }

  live(rows: number, more: Partial<TwinRecord> = {}): void {
    for (let i = 0; i < rows; i++) {
      const t = ++this.#second;
      this.#clock.now = START + 1000 * t;
      const values = { p: Math.sin(1.7 * t), q: Math.cos(2.3 * t) };
      const judged = { score: 0.1, threshold: 1, anomaly: false, verdict: 'normal' } as const;
      const record = { asset: 'pump', time: this.#clock.now, values, features: ['p', 'q'], ...judged, ...more };
      this.#layer.step(record);
      this.sight.see(record, this.#clock.now);
      if (this.sight.stale) this.ask();
    }
  }

  alarm(rows = 5): void {
    this.live(rows, { score: 9, anomaly: true, verdict: 'anomaly' });
  }

  silence(): void {
    this.live(3, {
      values: {},
      comms: { notice: true, blind: { why: 'silent', since: START + 500, arrived: 0, judged: 0 } },
    });
  }

  order(control: Record<string, unknown>): void {
    this.#layer.order(parseOrder(control, ORDERS), undefined);
    this.ask();
  }

  ask(): void {
    const report = this.#layer.order(parseOrder('status', ORDERS), undefined);
    for (const line of this.sight.heedReport(report))
      this.history.set(
        line.id,
        withEnd(line, () => this.history.get(line.id)),
      );
  }

  /** @param change of what was kept */
  restart(change: (kept: { alarm: { ended?: number } }) => void = () => {}): void {
    const kept = JSON.parse(JSON.stringify(this.#layer.snapshot()));
    change(kept);
    this.#layer = createDecision(parseConfig(this.#raw), testContext('pump', this.#clock), kept);
    this.sight = new Sight('key', 'pump', 'Guard');
    this.ask();
  }

  /** What the page lists, and what the history has, each as state and seconds from when until when. */
  get listed(): string[] {
    return this.sight.alarms.map(said);
  }

  get past(): string[] {
    return [...this.history.values()].map(said);
  }
}

function said({ state, since, until, blind }: AlarmLine): string {
  const second = (time: number | undefined): string => (time === undefined ? '' : String((time - START) / 1000));
  return `${blind === true ? 'blind' : 'plant'} ${state} ${second(since)}-${second(until)}`;
}

describe('the alarms of an asset on the page', () => {
  it('one of the plant that nobody has seen is listed through a blindness, and after it', () => {
    const watched = new Watched();
    watched.alarm();
    watched.live(80);
    const [over] = watched.listed;
    assert.match(over!, /^plant returned unacknowledged 301-3\d\d$/);
    watched.silence();
    assert.deepEqual(watched.listed, ['blind unacknowledged 0.5-', over]);
    watched.live(3);
    assert.deepEqual(watched.listed, [over]);
    assert.deepEqual(watched.past, [over, 'blind normal 0.5-389']);
  });

  it('one that is open is listed beside the blindness, and one that is shelved behind it', () => {
    const watched = new Watched();
    watched.alarm();
    watched.silence();
    assert.deepEqual(watched.listed, ['plant unacknowledged 301-', 'blind unacknowledged 0.5-']);
    watched.order({ do: 'shelve', minutes: 60, by: 'Ada' });
    watched.silence();
    assert.deepEqual(watched.listed, ['blind unacknowledged 0.5-', 'plant shelved 301-']);
    assert.deepEqual(
      watched.sight.alarms.map(({ aside }) => aside?.by),
      [undefined, 'Ada'],
    );
    watched.alarm();
    assert.deepEqual(watched.listed, ['plant shelved 301-']);
    assert.deepEqual(watched.past, ['plant shelved 301-', 'blind normal 0.5-312']);
  });

  it('a restart rewrites nothing of the past: the end, and who acknowledged when', () => {
    const watched = new Watched();
    watched.alarm();
    watched.order({ do: 'acknowledge', by: 'Ada' });
    const open = structuredClone([...watched.history.values()]);
    assert.deepEqual(open[0]!.acknowledged, { by: 'Ada', at: START + 305_000 });
    watched.restart();
    assert.deepEqual([...watched.history.values()], open);
    watched.live(80);
    // The first one was over at once: this one has to stay longer.
    watched.alarm(8);
    watched.live(80);
    watched.order({ do: 'feedback', verdict: 'false', by: 'Eve' });
    const past = structuredClone([...watched.history.values()]);
    assert.deepEqual(
      past.map(({ state, acknowledged }) => [state, acknowledged!.by]),
      [
        ['normal', 'Ada'],
        ['normal', 'Eve'],
      ],
    );
    watched.restart();
    watched.live(3);
    assert.deepEqual([...watched.history.values()], past);
  });

  it('one that an older version kept without its end ended when the history has it, also once somebody has seen it', () => {
    const watched = new Watched();
    watched.alarm();
    watched.live(80);
    const [before] = watched.past;
    watched.restart(({ alarm }) => delete alarm.ended);
    watched.live(3);
    assert.deepEqual(watched.past, [before]);
    watched.order({ do: 'acknowledge', by: 'Ada' });
    assert.deepEqual(watched.past, [before!.replace('returned unacknowledged', 'normal')]);
  });

  it('a restart keeps the end of one that is over and that nobody has seen', () => {
    const watched = new Watched();
    watched.alarm();
    watched.live(80);
    const { past } = watched;
    watched.restart();
    watched.live(3);
    watched.restart();
    assert.deepEqual([watched.past, watched.listed], [past, past]);
  });

  it('an end that the history did not hear of before the process ended is told at the next start', () => {
    const watched = new Watched();
    watched.alarm();
    watched.order({ do: 'acknowledge', by: 'Ada' });
    watched.history.clear();
    watched.live(80);
    const { past } = watched;
    watched.history.clear();
    watched.restart();
    assert.deepEqual(watched.past, past);
  });

  it('what an alarm is about is told again when that is something else', () => {
    const sight = new Sight('key', 'pump', 'Guard');
    const says = (sentence: string, tags: string[]): object => ({
      ...{ since: START, kind: 'sensor-fault', severity: 'high', alarm: 'unacknowledged' },
      ...{ sentence, tags, evidence: [`${tags[0]} was first`] },
    });
    sight.heedReport({ decision: says('pump: p reads too high.', ['p']) });
    const decision = says('pump: q reads too low, p follows.', ['q', 'p']);
    const told = sight.heedReport({ decision });
    assert.deepEqual(
      told.map(({ sentence, tags, evidence }) => ({ sentence, tags, evidence })),
      [{ sentence: 'pump: q reads too low, p follows.', tags: ['q', 'p'], evidence: ['q was first'] }],
    );
    assert.deepEqual(sight.heedReport({ decision }), []);
  });

  it('the blindness is acknowledged by who said so, over a restart', () => {
    const watched = new Watched();
    watched.silence();
    watched.order({ do: 'acknowledge', by: 'Ada' });
    watched.restart();
    assert.deepEqual([watched.listed, watched.sight.alarms[0]!.acknowledged?.by], [['blind acknowledged 0.5-'], 'Ada']);
  });
});
