import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Decision } from '../../../lib/record/record';
import { parseConfig } from '../../../nodes/decision/config';
import { PATTERNS } from '../../../nodes/decision/evidence/patterns';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { ROOT } from '../../fixtures/shared';
import { type Disturbance, Plant } from './plant';

/** The last decision of a plant that has learned and then is disturbed. */
function decided(rules: readonly object[], how: Disturbance, rows = 60): Decision {
  const layer = createDecision(parseConfig({ rules: JSON.stringify(rules) }), testContext('plant'));
  const plant = new Plant();
  for (const record of plant.records(600)) void layer.step(record);
  const records = plant.records(rows, true, how);
  for (const record of records) void layer.step(record);
  return records.at(-1)!.decision!;
}

const hot: Disturbance = (row) => {
  row['temp']! += 6;
};
const HOT = { tags: 'temp', when: 'high', kind: 'data-drift', name: 'fouled cooler', severity: 'high' };

describe('decision: rules of the plant', () => {
  it('the first one that fits names the alarm, with its kind, its severity, and why', () => {
    const { kind, pattern, severity, confidence, sentence, evidence } = decided([{ ...HOT, tags: 'flow' }, HOT], hot);
    assert.deepEqual([kind, pattern, severity, confidence], ['data-drift', 'fouled cooler', 'high', 1]);
    assert.match(sentence, /\(fouled cooler\): temp is too high/);
    assert.match(evidence[0]!, /a rule of this plant calls fouled cooler/);
    assert.ok(evidence.length > 1, 'what was seen besides stands there, too');
  });

  it('one whose tags go the other way, or of which one does not move, does not fit', () => {
    for (const other of [{ when: 'low' }, { tags: 'temp, flow' }, { when: 'still' }]) {
      assert.notEqual(decided([{ ...HOT, ...other }], hot).pattern, 'fouled cooler');
    }
  });

  it('an attack that is plain from the evidence is not called something milder', () => {
    const takenOver: Disturbance = (row) => {
      row['valve'] = row['valve']! + 0.3;
    };
    const plain = decided([], takenOver);
    assert.deepEqual([plain.kind, plain.confidence >= 0.75], ['cyber-attack', true], plain.sentence);
    const milder = { ...HOT, tags: 'valve' };
    assert.equal(decided([milder], takenOver).kind, 'cyber-attack');
    assert.equal(decided([{ ...milder, kind: 'cyber-attack' }], takenOver).pattern, 'fouled cooler');
  });

  it('what is wrong is named by row and column', () => {
    const refused = (rules: unknown, why: RegExp): void => {
      assert.throws(() => parseConfig({ rules: JSON.stringify(rules) }), why);
    };
    refused([{ ...HOT, tags: ' , ' }], /rule 1, tags: .*name one tag or more/);
    refused([HOT, { ...HOT, kind: 'fire' }], /rule 2, kind: .*one of cyber-attack/);
    refused([{ ...HOT, name: '' }], /rule 1, name: .*give a text/);
    refused([{ ...HOT, colour: 'red' }], /rule 1, colour: is not known/);
  });

  it('the dialog lists all that an alarm can be called without them', () => {
    const folder = join(ROOT, 'nodes', 'decision', 'evidence');
    const files = readdirSync(folder).filter((name) => name !== 'patterns.ts');
    const sources = files.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    for (const pattern of Object.keys(PATTERNS)) assert.ok(sources.includes(`'${pattern}'`), pattern);
    const called = [...sources.matchAll(/\b(?:attack|fault|drift)\(\s*[^']+?,\s*'([a-z][a-z ]+)',/g)];
    assert.ok(called.length > 8);
    for (const [, pattern] of called) assert.ok(Object.hasOwn(PATTERNS, pattern!), pattern);
  });
});
