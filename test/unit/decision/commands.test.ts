import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';

const LEARNED = 600;
const ROLES = {
  valve: 'actuator',
  valve_cmd: 'command',
  valve_twin: 'twin',
  flow: 'sensor',
  flow_twin: 'twin',
} as const;
const FEATURES = ['valve', 'valve_cmd', 'flow', 'valve~twin', 'flow~twin', 'valve~command'];

/** What is said at the end of 60 anomalous records of a valve with a twin, in which the command is shown to be another one. @param usual command */
function said(usual: (t: number) => number, forge: (command: number) => number): string {
  const random = createRandom(2);
  const layer = createDecision(parseConfig({}), testContext());
  let last: TwinRecord | undefined;
  for (let t = 0; t < LEARNED + 60; t++) {
    const anomaly = t >= LEARNED;
    const command = usual(t);
    const shown = anomaly ? forge(command) : command;
    const valve = command + 0.1 * random.normal();
    const flow = 0.1 * command + 0.05 * random.normal();
    last = {
      asset: 'plant',
      time: 1000 * t,
      values: { valve, valve_cmd: shown, valve_twin: command, flow, flow_twin: 0.1 * command },
      derived: { 'valve~twin': valve - command, 'flow~twin': flow - 0.1 * command, 'valve~command': valve - shown },
      roles: ROLES,
      features: FEATURES,
      anomaly,
      verdict: anomaly ? 'anomaly' : 'normal',
    };
    layer.step(last);
  }
  const { kind, pattern, tags } = last!.decision!;
  return `${kind}/${pattern}/${tags[0]}`;
}

describe('decision: a command that an actuator with a twin of its own does not follow', () => {
  it('is a manipulated actuator: its twin knows the command that was given', () => {
    assert.equal(
      said(
        (t) => 50 + 10 * Math.sin(t / 30),
        (command) => command + 8,
      ),
      'cyber-attack/manipulated actuator/valve',
    );
    assert.equal(
      said(
        (t) => (t % 60 < 40 ? 100 : 0),
        (command) => Math.max(60, command),
      ),
      'cyber-attack/manipulated actuator/valve',
    );
    assert.equal(
      said(
        () => 35,
        (command) => command - 8,
      ),
      'cyber-attack/manipulated actuator/valve',
    );
  });
});

describe('decision: a setpoint that nothing answers to', () => {
  /** What is said of a controlled level at the end of so many anomalous records in which the setpoint is shown elsewhere. @param answers of its valve and of the level */
  const shown = (valve: number, level: number): string => {
    const random = createRandom(3);
    const layer = createDecision(parseConfig({}), testContext());
    let last: TwinRecord | undefined;
    for (let t = 0; t < LEARNED + 80; t++) {
      const anomaly = t >= LEARNED;
      const command = 50 + 0.5 * random.normal() + (anomaly ? valve : 0);
      const is = 2 + 0.01 * random.normal() + (anomaly ? level : 0);
      const setpoint = anomaly ? 2.5 : 2;
      last = {
        asset: 'plant',
        time: 1000 * t,
        values: { level: is, level_sp: setpoint, valve_cmd: command, temp: 20 + random.normal() },
        derived: { 'level~setpoint': is - setpoint },
        roles: { level_sp: 'setpoint', valve_cmd: 'command' },
        features: ['level', 'level_sp', 'valve_cmd', 'temp', 'level~setpoint'],
        anomaly,
        verdict: anomaly ? 'anomaly' : 'normal',
      };
      layer.step(last);
    }
    const { kind, pattern } = last!.decision!;
    return `${kind}/${pattern}`;
  };

  it('is a manipulated one', () => {
    assert.equal(shown(0, 0), 'cyber-attack/manipulated setpoint');
  });

  it('is a new operating point where the level follows, or the valve has answered and the level takes its time', () => {
    assert.equal(shown(0, 0.5), 'data-drift/new operating point');
    assert.equal(shown(8, 0), 'data-drift/new operating point');
  });
});
