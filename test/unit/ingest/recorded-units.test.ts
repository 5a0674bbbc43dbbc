import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseTagTable, type TagTable } from '../../../lib/record/tags';
import { inGerman } from '../../../lib/speech/speak';
import { openRecording, type Recording } from '../../../nodes/ingest/recording/recording';

describe('units that a recording names', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'twin-guard-units-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** @param units of pressure and temperature */
  const open = (
    units: readonly [string, string],
    factor: number,
    tags?: TagTable,
    training?: Pick<Recording, 'signals' | 'end'>,
  ): Promise<Recording> => {
    const file = join(folder, `${factor}.csv`);
    const rows = Array.from({ length: 60 }, (_, i) => {
      const time = new Date(Date.UTC(2026, 0, 5) + 60_000 * i).toISOString();
      return `${time};${(3 + (i % 5) / 10) * factor};${60 + (i % 7)}`;
    });
    writeFileSync(file, ['time;P;T', `;${units.join(';')}`, ...rows].join('\n'));
    return openRecording([file], { tags, zone: 'UTC', stretches: undefined }, training);
  };
  const pressures = (recording: Recording): number[] =>
    [...recording.messages()].map(({ values }) => Number(values['P']));

  it('are converted to those of the tag table, and that is told', async () => {
    const recording = await open(
      ['kPa', 'degC'],
      100,
      parseTagTable({ P: { unit: 'bar', min: 0, max: 10 }, T: { unit: '°C' } }),
    );
    assert.ok(pressures(recording).every((value) => value > 2.9 && value < 3.5));
    assert.deepEqual(
      recording.quality.tags.map(({ bad }) => bad),
      [0, 0],
    );
    assert.ok(recording.notes.includes('P comes in kPa and is read in bar'));
    assert.ok(!recording.notes.some((note) => note.startsWith('T ')));
  });

  it('are converted to those that were learned from: what is the same is the same', async () => {
    const training = await open(['bar', 'degC'], 1);
    const test = await open(['kPa', 'degC'], 100, undefined, training);
    const learned = pressures(training);
    assert.ok(pressures(test).every((value, i) => Math.abs(value - learned[i]!) < 1e-9));
  });

  for (const [from, to] of [
    ['m3/hr', 'm³/h'],
    ['m3/h', 'm^3/h'],
    ['U/min', 'rpm'],
    ['ntu', 'NTU'],
    ['barg', 'bar'],
  ] as const) {
    it(`are the same where only the spelling differs: ${from} and ${to}`, async () => {
      const recording = await open([from, 'degC'], 1, parseTagTable({ P: { unit: to }, T: {} }));
      assert.equal(pressures(recording)[0], 3);
      assert.ok(!recording.notes.some((note) => note.startsWith('P ')));
    });
  }

  for (const [from, to] of [
    ['%', '% open'],
    ['Nm3/h', 'm3/h'],
  ] as const) {
    it(`of which one is not known are read as they are, and that is told: ${from} and ${to}`, async () => {
      const recording = await open([from, 'degC'], 1, parseTagTable({ P: { unit: to }, T: {} }));
      assert.equal(pressures(recording)[0], 3);
      const note = recording.notes.find((text) => text.startsWith('P comes in'))!;
      assert.ok(note.includes(`P comes in ${from}, the tag in ${to}; whether that is the same is not known`));
    });
  }

  it('are refused where there is no conversion, with the column and what to do', async () => {
    const refused = open(['kPa', 'degC'], 100, parseTagTable({ P: { unit: 'degC' }, T: {} }));
    await assert.rejects(refused, (error: Error) => {
      assert.match(
        error.message,
        /100\.csv, column P: is in kPa, the tag in degC, and there is no conversion; give the tag the unit/,
      );
      assert.match(
        inGerman(error.message),
        /100\.csv, Spalte P: ist in kPa, die Messstelle in degC, und das lässt sich/,
      );
      return true;
    });
  });
});
