import type { Random } from '../../../../lib/math/random';
import { FULL_SCALE, LOOPS, MEASUREMENTS, NOISE } from '../tags';
import { type DrillModel, isLoop, type View } from './drill';

/** Somebody acts on purpose. Most sit between the PLC and the twin, so that what is seen is not what is controlled. */

/** A man in the middle forwards each message a little later, and less regularly. */
function intercept(view: View, random: Random): void {
  view.latency += Math.abs(12 * random.normal());
}

const ACTUATOR_INPUT = { rpm: 'pump', vpos: 'valve', pwr: 'heater' } as const;

/** Hidden extra drive of the pump behind a replay, share of full speed per unit of magnitude. */
const HIDDEN_PUSH = 0.015;

export const ATTACKS = {
  replay: {
    kind: 'attack',
    text: 'shows the recorded past while the pump is secretly driven harder',
    magnitude: 6,
    seconds: 240,
    tags: [],
    physics({ inputs }, drill) {
      inputs.pump += HIDDEN_PUSH * drill.magnitude;
    },
    network(view, _drill, random) {
      intercept(view, random);
      for (const tag of MEASUREMENTS) view.measured[tag] = view.past[tag];
    },
  },
  spoof: {
    kind: 'attack',
    text: 'replaces one measurement by an invented constant',
    magnitude: 10,
    seconds: 240,
    tags: ['L2', ...MEASUREMENTS.filter((tag) => tag !== 'L2')],
    network(view, { tag = 'L2', magnitude, memory }, random) {
      intercept(view, random);
      memory['value'] ??= view.measured[tag] + magnitude * NOISE[tag];
      view.measured[tag] = memory['value'];
    },
  },
  'false-data': {
    kind: 'attack',
    text: "shifts a measurement and the twin's estimate of it together, so that their difference stays clean",
    magnitude: 10,
    seconds: 240,
    tags: ['L1', 'L2', 'T2'],
    network(view, { tag = 'L1', magnitude }, random) {
      intercept(view, random);
      view.measured = { ...view.measured };
      view.measured[tag] += magnitude * NOISE[tag];
      view.twin[tag] += magnitude * NOISE[tag];
      // The flow into the tank is forged along: a level that stands higher needs it.
      if (tag !== 'T2') view.measured[tag === 'L1' ? 'Fin' : 'F12'] += 0.4 * magnitude * NOISE.Fin;
    },
  },
  setpoint: {
    kind: 'attack',
    text: 'changes a setpoint inside the PLC and shows the operator the old one',
    magnitude: 16,
    seconds: 240,
    tags: LOOPS,
    setpoints(setpoints, { tag, magnitude }) {
      if (isLoop(tag)) setpoints[tag] += magnitude * NOISE[tag];
    },
  },
  command: {
    kind: 'attack',
    text: 'drives an actuator past the PLC: it no longer follows its command',
    magnitude: 15,
    seconds: 240,
    tags: ['vpos', 'rpm', 'pwr'],
    physics({ inputs }, { tag, magnitude }) {
      if (tag !== 'vpos' && tag !== 'rpm' && tag !== 'pwr') return;
      inputs[ACTUATOR_INPUT[tag]] += (magnitude * NOISE[tag]) / FULL_SCALE[tag];
    },
  },
  delay: {
    kind: 'attack',
    text: 'floods the network: messages come late or not at all, and show old values',
    magnitude: 1,
    seconds: 240,
    tags: [],
    network(view, _drill, random) {
      view.lost = random.next() < 0.4;
      view.latency += 300 * random.next();
      Object.assign(view.measured, view.last.measured);
      Object.assign(view.commands, view.last.commands);
      Object.assign(view.setpoints, view.last.setpoints);
    },
  },
} satisfies Record<string, DrillModel>;
