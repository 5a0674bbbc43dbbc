import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import type { TwinRecord } from '../../../lib/record/record';
import type { TagRole } from '../../../lib/record/words';
import { parseConfig } from '../../../nodes/decision/config';
import { createDecision } from '../../../nodes/decision/layer';
import { testContext } from '../../fixtures/layer-context';
import { type Change, ToldPlant } from './told-plant';

/** What else there is in each record. */
type More = (record: TwinRecord, t: number) => void;

/** How long something lasts, whether a detector finds it, and what it is. */
type Stretch = readonly [rows: number, anomaly: boolean, change?: Change];

const NORMAL = 400;

/** What is said record by record, after the plant was usual for a while. */
function said(stretches: readonly Stretch[], more: More = () => undefined): (string | undefined)[] {
  const plant = new ToldPlant();
  const layer = createDecision(parseConfig({}), testContext());
  let t = 0;
  return [[NORMAL, false] as Stretch, ...stretches]
    .flatMap(([rows, anomaly, change]) =>
      Array.from({ length: rows }, (_, since) => {
        const record = plant.record(anomaly, change, since);
        more(record, t++);
        layer.step(record);
        const { kind, pattern, tags } = record.decision ?? {};
        return kind && `${kind}/${pattern}/${tags![0]}`;
      }),
    )
    .slice(NORMAL);
}

const offset: Change = (values) => {
  values['flow']! += 0.6;
};
const OFFSET = 'sensor-fault/offset sensor/flow';

const withTag =
  (tag: string, role: TagRole, value: (t: number) => number): More =>
  (record, t) => {
    Object.assign(record.values, { [tag]: value(t) });
    Object.assign(record, { roles: { ...record.roles, [tag]: role } });
  };

describe('decision without a twin: an alarm keeps the name of what is wrong', () => {
  it('when a recipe is changed meanwhile that nobody has called a set point', () => {
    const recipe = withTag('recipe', 'sensor', (t) => [50, 60, 55, 65][Math.floor(t / 90) % 4]!);
    assert.deepEqual([...new Set(said([[160, true, offset]], recipe).slice(30))], [OFFSET]);
  });

  it('when a pump takes over meanwhile that nobody has called an actuator', () => {
    const pump = withTag('standby', 'sensor', (t) => ((t >= 100 && t < 112) || t >= NORMAL + 60 ? 1 : 0));
    assert.deepEqual([...new Set(said([[200, true, offset]], pump).slice(30))], [OFFSET]);
    const before = said(
      [[100, true]],
      withTag('standby', 'sensor', (t) => ((t >= 100 && t < 112) || t >= NORMAL ? 1 : 0)),
    );
    assert.equal(before.at(-1), 'data-drift/level shift/standby', 'where nothing else is off that is what it is');
  });

  it('when the detector tells nothing of the others, because what they are told from is wrong', () => {
    const untold: Change = (values, t, expected) => {
      values['flow']! += 0.15;
      // Its charts come to rest now and then.
      if (t % 4 === 0) return;
      delete expected['level'];
      delete expected['temp'];
    };
    assert.deepEqual([...new Set(said([[100, true, untold]]).slice(30))], [OFFSET]);
  });

  it('when it clears and comes back: how it began does not show in its return', () => {
    const away = said([
      [40, true, offset],
      [90, false, offset],
      [40, true, offset],
    ]);
    assert.equal(away[39], OFFSET);
    assert.equal(away[129], undefined, 'it has cleared meanwhile');
    assert.deepEqual([...new Set(away.slice(135))], [OFFSET]);
  });

  it('but not when another tag is off then', () => {
    const other: Change = (values) => {
      values['temp']! -= 5;
    };
    const last = said([
      [40, true, offset],
      [90, false],
      [40, true, other],
    ]).at(-1);
    assert.equal(last, 'sensor-fault/offset sensor/temp');
  });

  it('when hardly anything is seen of it for a while: that is no evidence for changed conditions', () => {
    const random = createRandom(3);
    const noise =
      (size: number): Change =>
      (values) => {
        values['flow']! += size * random.normal();
      };
    const names = said([
      [50, true, noise(0.16)],
      [300, true, noise(0.06)],
    ]);
    assert.deepEqual([...new Set(names.slice(40))], ['sensor-fault/noisy sensor/flow']);
  });

  it('when a gate opens in the same steps each time, which is no past that somebody sends once more', () => {
    const gate = withTag('gate', 'actuator', (t) => {
      const along = t % 80;
      return 6.25 * Math.min(16, along < 40 ? along : 80 - along);
    });
    assert.deepEqual([...new Set(said([[170, true, offset]], gate).slice(30))], [OFFSET]);
  });
});
