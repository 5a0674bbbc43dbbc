import { InputError, isPlainObject } from '../../lib/input';
import type { Layer } from '../../lib/layer/layer';
import { ORDERS, type OrderName, parseOrder } from '../../lib/layer/orders';
import type { Random } from '../../lib/math/random';
import { asRecord } from '../../lib/record/read';
import { parseConfig as parseAutoencoder } from '../../nodes/autoencoder/config';
import { createAutoencoder } from '../../nodes/autoencoder/layer';
import { parseConfig as parseDecision } from '../../nodes/decision/config';
import { createDecision } from '../../nodes/decision/layer';
import { parseConfig as parseDualBranch } from '../../nodes/dual-branch/config';
import { createDualBranch } from '../../nodes/dual-branch/layer';
import { parseConfig as parseIngest } from '../../nodes/ingest/config';
import { createIngest } from '../../nodes/ingest/core';
import { parseConfig as parseResponse } from '../../nodes/response/config';
import { createResponse } from '../../nodes/response/layer';
import { parseConfig as parseScaler } from '../../nodes/scaler/config';
import { createScaler } from '../../nodes/scaler/layer';
import { parseConfig as parseThreshold } from '../../nodes/threshold/config';
import { createThreshold } from '../../nodes/threshold/layer';
import { testContext } from '../../test/fixtures/layer-context';
import { plantPayload } from '../../test/fixtures/plant';
import { mutate, pick, plainCopy } from './mutate';

/** A message as a foreign source sends it: all of it can be JSON. */
interface Message {
  readonly payload?: unknown;
  readonly control?: unknown;
}

/** Something that takes messages and has a state. */
interface Subject {
  /** @param arrival ms since the epoch, the same for both of a pair */
  take(message: Message, arrival: number): void;
  snapshot(): string;
}

const COMMAND = { name: 'close', kinds: ['cyber-attack', 'sensor-fault', 'undetermined'], severity: 'low', topic: 'c' };
/** Orders that start a thread are left to Node-RED: what a thread does has no place in a comparison of two states. */
const AT_ONCE = (Object.keys(ORDERS) as OrderName[]).filter((name) => !['train', 'retrain'].includes(name));

const SUBJECTS: Readonly<Record<string, () => Subject>> = {
  ingest: ingestSubject,
  scaler: () => layerSubject(createScaler(parseScaler({ warmup: 100, modes: true }), testContext())),
  autoencoder: () => layerSubject(createAutoencoder(parseAutoencoder({ records: 1_000_000 }), testContext())),
  'dual-branch': () => layerSubject(createDualBranch(parseDualBranch({ records: 1_000_000 }), testContext())),
  threshold: () => layerSubject(createThreshold(parseThreshold({ scores: 50, modes: true }), testContext())),
  decision: () => layerSubject(createDecision(parseDecision({ reference: 500 }), testContext())),
  response: () =>
    layerSubject(
      createResponse(parseResponse({ commands: JSON.stringify([COMMAND]), stayArmed: true }), testContext()),
    ),
};

/** A state is compared after so many messages; then both start anew. */
const ROUND = 1000;

/**
 * Mutated messages and orders through each layer. A second one of each gets only what the first one did not refuse; what a
 * refused message changed shows as a difference between the two.
 */
export async function fuzzLayers(total: number, random: Random): Promise<Record<string, number>> {
  const { stackTraceLimit } = Error;
  // Most of what a refused message costs is the trace of its error, which nobody reads.
  Error.stackTraceLimit = 3;
  const told = new Set<string>();
  const tell = (what: string, message?: unknown): void => {
    const kind = what.slice(0, 150);
    if (told.has(kind)) return;
    told.add(kind);
    console.error(`soak: ${what}\n${JSON.stringify(message)?.slice(0, 400) ?? ''}`);
  };
  const found = { mutations: 0, refused: 0, crashes: 0, states_changed: 0 };
  const names = Object.keys(SUBJECTS);
  for (let round = 0; found.mutations < total; round++) {
    const name = names[round % names.length]!;
    const [first, second] = [SUBJECTS[name]!(), SUBJECTS[name]!()];
    for (let i = 0; i < ROUND; i++, found.mutations++) {
      const message = i % 4 === 0 ? original(round + i, random) : hostile(original(round + i, random), random);
      const arrival = 1.7e12 + i * 1000;
      const copy = plainCopy(message) as Message;
      try {
        first.take(message, arrival);
        second.take(copy, arrival);
      } catch (error) {
        if (error instanceof InputError) found.refused++;
        else {
          found.crashes++;
          tell(`${name}: ${(error as Error).stack}`, copy);
        }
      }
    }
    if (first.snapshot() !== second.snapshot()) {
      found.states_changed++;
      tell(`${name}: a refused message changed the state in round ${round}`);
    }
  }
  Error.stackTraceLimit = stackTraceLimit;
  return found;
}

/** A message as it may arrive at any layer: half of them as a neighbour of ours makes it, or orders. */
function original(t: number, random: Random): Message {
  if (random.below(12) === 0) {
    return {
      control: { do: pick(AT_ONCE, random), by: 'somebody', command: 'close', minutes: 5, limit: 2 },
      payload: [1],
    };
  }
  const { time, ...values } = plantPayload(t);
  const tags = Object.keys(values);
  const score = Math.abs(random.normal()) + (random.below(30) === 0 ? 8 : 0);
  const anomaly = score > 4;
  return {
    payload: {
      asset: 'twin',
      time,
      values,
      mode: pick(['a', 'b'], random),
      features: tags,
      scaled: Object.values(values).map((value) => (value as number) / 100),
      scaling: { method: 'standard', version: 'v', center: tags.map(() => 0), scale: tags.map(() => 100) },
      comms: { interval: 1000, late: false },
      score,
      threshold: 4,
      anomaly,
      verdict: anomaly ? 'anomaly' : 'normal',
      contributions: { tag0: 0.7, tag1: 0.3 },
      expected: { tag0: 0 },
      detector: { node: 'autoencoder', model: 'm', version: 1, engine: 'wasm', calibration: [1, 2, 3] },
      decision: {
        kind: 'cyber-attack',
        pattern: 'bias',
        severity: 'high',
        confidence: 0.8,
        evidence: ['x'],
        sentence: 'tag0 is off',
        tags: ['tag0'],
        since: time,
        alarm: 'unacknowledged',
      },
    },
  };
}

/** What Node-RED hands to a node is always an object. */
function hostile(message: Message, random: Random): Message {
  const changed = mutate(message, random);
  return isPlainObject(changed) ? changed : { payload: changed };
}

function layerSubject(layer: Layer): Subject {
  return {
    take({ payload, control }) {
      if (control !== undefined) layer.order(parseOrder(control, AT_ONCE), payload);
      else void layer.step(asRecord(payload, 0));
    },
    snapshot: () => JSON.stringify(layer.snapshot()),
  };
}

function ingestSubject(): Subject {
  const ingest = createIngest(parseIngest({}));
  return {
    take: (message, arrival) => void ingest.accept(message as never, arrival),
    snapshot: () => JSON.stringify([...ingest.assets().map((asset) => ingest.snapshot(asset)), ingest.snapshot('')]),
  };
}
