import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { parseConfig as parseIngest } from '../../../nodes/ingest/config';
import { createIngest } from '../../../nodes/ingest/core';
import { testContext } from '../../fixtures/layer-context';

const START = Date.UTC(2026, 0, 1);
const STEP = 1000;
const LEARNED = 1500;
const JUDGED = 300;
const TAGS = {
  level: { role: 'sensor' },
  flow: { role: 'sensor' },
  temp: { role: 'sensor' },
  level_twin: { role: 'twin', of: 'level' },
  flow_twin: { role: 'twin', of: 'flow' },
  temp_twin: { role: 'twin', of: 'temp' },
};

/** When a message was sent and when it arrives, ms since the start; undefined where it is lost. `t` counts messages. */
interface Way {
  sent?(t: number, random: () => number): number;
  arrives(sent: number, t: number, random: () => number): number | undefined;
}

const smooth: Way = { arrives: (sent, _, random) => sent + 5 + 4 * random() };

interface Case {
  /** Messages carry the time at which they were sent. */
  readonly stamped: boolean;
  /** After it has learned, the flow is off. */
  readonly fault?: boolean;
  /** And the temperature from the same message on. */
  readonly both?: boolean;
  /** Message before which it starts anew from what it kept. */
  readonly restart?: number;
}

/** A plant with a twin, whose messages take one way while it is learned and another one after it. */
function live(before: Way, after: Way, { stamped, fault = false, both = false, restart = -1 }: Case): TwinRecord[] {
  const random = createRandom(7);
  const ingest = createIngest(parseIngest({ asset: 'plant', tags: JSON.stringify(TAGS) }));
  let layer = createDecision(parseConfig({}), testContext('plant'));
  const judged: TwinRecord[] = [];
  for (let t = 0; t < LEARNED + JUDGED; t++) {
    if (t === restart) {
      const kept: unknown = JSON.parse(JSON.stringify(layer.snapshot()));
      layer = createDecision(parseConfig({}), testContext('plant'), kept);
    }
    const way = t < LEARNED ? before : after;
    const sent = way.sent?.(t, () => random.next()) ?? START + t * STEP + 2 * random.next();
    const arrival = way.arrives(sent, t, () => random.next());
    const payload: Record<string, number> = { level_twin: 2, flow_twin: 5, temp_twin: 40 };
    for (const [tag, value] of [
      ['level', 2],
      ['flow', 5],
      ['temp', 40],
    ] as const) {
      payload[tag] = value * (1 + 0.01 * random.normal());
    }
    if (t >= LEARNED && fault) payload['flow']! += 0.5;
    if (t >= LEARNED && both) payload['temp']! -= 4;
    if (arrival === undefined) continue;
    if (stamped) payload['time'] = Math.round(sent);
    for (const record of ingest.accept({ payload }, Math.round(arrival))) {
      const anomaly = fault && t >= LEARNED;
      Object.assign(record, { anomaly, verdict: anomaly ? 'anomaly' : 'normal' });
      layer.step(record);
      if (t >= LEARNED) judged.push(record);
    }
  }
  return judged;
}

/** Ten messages of a turn of the event loop come at once. */
const bursts: Way = { arrives: (_, t) => START + Math.ceil((t + 1) / 10) * 10 * STEP };
const lateTurns: Way = { arrives: (sent, _, random) => sent + (random() < 0.3 ? 3000 * random() : 5) };
const pause: Way = {
  arrives: (sent, t) => Math.max(sent, t < LEARNED + 200 ? START + (LEARNED + 120) * STEP : sent) + 5,
};
const minutes: Way = { arrives: (_, t) => START + Math.ceil((t + 1) / 60) * 60 * STEP };
const batches: Way = { arrives: (sent) => Math.ceil(sent / 5000) * 5000 };
const outage: Way = { arrives: (sent, t) => (t >= LEARNED + 20 && t < LEARNED + 80 ? undefined : sent + 5) };
const backfill: Way = {
  arrives: (sent, t) => (t >= LEARNED + 20 && t < LEARNED + 80 ? START + (LEARNED + 80) * STEP : sent + 5),
};
const ahead: Way = {
  sent: (t) => START + t * STEP + (t >= LEARNED + 50 ? 7000 : 0),
  arrives: (_, t) => START + t * STEP + 5,
};
const back: Way = {
  sent: (t) => START + t * STEP - (t >= LEARNED + 50 ? 7000 : 0),
  arrives: (_, t) => START + t * STEP + 5,
};
/** Somebody holds each message for a while before it goes on, and stamps it anew. */
const held: Way = { sent: (t, random) => START + t * STEP + 60 * random(), arrives: (sent) => sent + 5 };
/** After it has learned, a message each two seconds. */
const slower: Way = { sent: (t) => START + (2 * t - LEARNED) * STEP, arrives: (sent) => sent + 5 };
/** And two in a second. */
const faster: Way = {
  sent: (t) => START + (t < LEARNED ? t : LEARNED + (t - LEARNED) / 2) * STEP,
  arrives: (sent) => sent + 5,
};

/** What the alarms of some records were called, one after the other; '' where none was open. */
function called(judged: readonly TwinRecord[]): string[] {
  const names = judged.map(({ decision }) => (decision ? `${decision.kind}/${decision.pattern}` : ''));
  return names.filter((one, i) => one !== names[i - 1]);
}

describe('decision: when messages arrive', () => {
  const WAYS: Record<string, Way> = {
    'ten at once, from a busy machine': bursts,
    'after turns that are late': lateTurns,
    'after the process paused': pause,
    'once a minute, from a gateway that buffers': minutes,
    'in batches, as OPC UA publishes': batches,
    'again after an outage': outage,
    'afterwards, what an outage kept back': backfill,
    'with a clock that was set ahead': ahead,
    'with a clock that was set back': back,
  };
  for (const [what, way] of Object.entries(WAYS)) {
    for (const stamped of [true, false]) {
      it(`${what}, ${stamped ? 'with' : 'without'} times of the source, is no attack`, () => {
        assert.deepEqual(called(live(smooth, way, { stamped })), ['']);
      });

      it(`${what}, ${stamped ? 'with' : 'without'} times of the source, makes none of a fault`, () => {
        const judged = live(smooth, way, { stamped, fault: true });
        assert.ok(judged.length > 200);
        assert.equal(called(judged).at(-1), 'sensor-fault/offset sensor');
        for (const name of called(judged)) assert.doesNotMatch(name, /cyber-attack/);
        assert.match(judged.at(-1)!.decision!.sentence, /: flow left its twin at once/);
      });
    }
  }

  it('is told by the source, and uneven where it was even: an attack, alone and with a tag that is off', () => {
    assert.match(called(live(smooth, held, { stamped: true })).join(), /cyber-attack.timing attack/);
    const { kind, sentence, evidence } = live(smooth, held, { stamped: true, fault: true }).at(-1)!.decision!;
    assert.equal(kind, 'cyber-attack');
    assert.match(
      sentence,
      /^This looks like a cyber-attack \(data changed on the way\): flow left its twin .* For \d+ messages the data/,
    );
    assert.match(evidence[0]!, /^flow left its twin/);
  });

  it('as unevenly as ever says nothing, with or without a fault', () => {
    assert.deepEqual(called(live(held, held, { stamped: true })), ['']);
    assert.equal(called(live(held, held, { stamped: true, fault: true })).at(-1), 'sensor-fault/offset sensor');
  });

  it('at another rate, evenly, is what somebody has set', () => {
    const names = called(live(smooth, slower, { stamped: true }));
    assert.deepEqual(names, ['', 'data-drift/changed conditions']);
  });

  it('at another rate beside what is off from one record to the next is no attack: that was learned at the rate of before', () => {
    for (const way of [slower, faster]) {
      const judged = live(smooth, way, { stamped: true, fault: true });
      for (const name of called(judged)) assert.doesNotMatch(name, /cyber-attack|noisy|spiking/);
      const { sentence, evidence } = judged.at(-1)!.decision!;
      assert.match(sentence, /flow has been leaving its twin/);
      assert.match(evidence.join(' '), /the source has another rate/);
    }
  });

  it('at another rate hides no attack that the twin shows', () => {
    for (const way of [slower, faster]) {
      const judged = live(smooth, way, { stamped: true, fault: true, both: true });
      assert.equal(called(judged).at(-1), 'cyber-attack/tampered measurements');
    }
  });

  it('goes on from a snapshot in the midst of it', () => {
    for (const way of [ahead, held]) {
      const whole = live(smooth, way, { stamped: true, fault: true });
      const restored = live(smooth, way, { stamped: true, fault: true, restart: LEARNED + 52 });
      assert.deepEqual(called(restored), called(whole));
    }
  });
});
