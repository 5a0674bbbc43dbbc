import assert from 'node:assert/strict';
import { createRandom } from '../../../lib/math/random';
import { parseExpressions } from '../../../nodes/ingest/expressions';
import { rolesByName } from '../../../nodes/ingest/roles';
import { bench, START } from './helper';

const at = (seconds: number): number => START + seconds * 1000;

describe('tags and features', () => {
  it('has the features of the table in its order, then the residuals, whatever the message leaves out', () => {
    const tags = {
      L1: { role: 'sensor', unit: 'm' },
      twin_L1: { role: 'twin', of: 'L1' },
      vpos: { role: 'actuator', unit: '1' },
      cmd: { role: 'command', of: 'vpos', unit: '1' },
      sp: { role: 'setpoint', of: 'L1' },
      note: { role: 'ignore' },
    };
    const record = bench({ tags: JSON.stringify(tags) }).one({
      sp: 2,
      vpos: 0.5,
      L1: 1,
      twin_L1: 1.25,
      cmd: 0.75,
      note: 9,
    });
    assert.deepEqual(record.features, ['L1', 'vpos', 'cmd', 'sp', 'L1~twin', 'vpos~command', 'L1~setpoint']);
    assert.deepEqual(record.derived, { 'L1~twin': -0.25, 'vpos~command': -0.25, 'L1~setpoint': -1 });
    assert.deepEqual(record.values, { L1: 1, twin_L1: 1.25, vpos: 0.5, cmd: 0.75, sp: 2 });
    assert.deepEqual(record.roles, {
      twin_L1: 'twin',
      vpos: 'actuator',
      cmd: 'command',
      sp: 'setpoint',
      note: 'ignore',
    });
  });

  it('keeps label and mode out of the features and hands them on', () => {
    const tags = '{"anomaly":{"role":"label"},"state":{"role":"mode"}}';
    const record = bench({ tags }).one({ a: 1, anomaly: 1, state: 'RUN' });
    assert.deepEqual(record.features, ['a']);
    assert.equal(record.label, 1);
    assert.equal(record.mode, 'RUN');
  });

  it('reads the time tag in its own format', () => {
    const tags = '{"DATETIME":{"role":"time","format":"dd/MM/yy HH"}}';
    const [first] = bench({ tags }).send('DATETIME, L_T1, S_PU1\n06/01/14 05, 0.5, 1\n');
    assert.equal(first!.time, Date.UTC(2014, 0, 6, 5));
    assert.deepEqual(first!.values, { L_T1: 0.5, S_PU1: 1 });
  });

  it('takes an interval tag for the time between messages and scores it', () => {
    const b = bench({ tags: '{"msg_ms":{"role":"interval","unit":"ms"}}' });
    for (let i = 0; i < 20; i++) b.send({ time: at(i), a: i, msg_ms: 1000 }, 'p');
    const record = b.one({ time: at(20), a: 1, msg_ms: 1750 }, 'p');
    assert.equal(record.comms?.interval, 1750);
    assert.deepEqual(record.features, ['a', '~interval', '~jitter']);
    assert.deepEqual(record.derived, { '~interval': 1750, '~jitter': 750 });
  });

  it('learns tags from the first messages; a later one is told and never shifts the others', () => {
    const b = bench({ settle: 3 });
    for (let i = 0; i < 3; i++) b.one({ b: 2, a: 1 }, 'p');
    const { features } = b.one({ b: 2, a: 1 }, 'p');
    const record = b.one({ A_new: 9, b: 2, a: 1 }, 'p');
    assert.equal(record.features, features);
    assert.deepEqual(record.values, { b: 2, a: 1 });
    assert.equal(record.comms?.newTags, 1);
    assert.match(String(b.events.at(-1)?.['text']), /A_new is new after the tags were learned/);
  });

  it('gives assets that look alike the same features array', () => {
    const b = bench();
    assert.equal(b.one({ a: 1, b: 2 }, 'p1').features, b.one({ a: 1, b: 2 }, 'p2').features);
    assert.notEqual(b.one({ a: 1 }, 'p3').features, b.one({ a: 1, b: 2 }, 'p1').features);
  });

  it('gives each kind of asset its own tags of one table', () => {
    const tags = '{"speed":{"asset":"pump*"},"level":{"asset":"tank*","unit":"m"}}';
    const b = bench({ tags });
    assert.deepEqual(b.one({ speed: 1 }, 'pump1').features, ['speed']);
    assert.deepEqual(b.one({ level: 1 }, 'tank1').features, ['level']);
  });

  it('converts units that the source names into those of the table', () => {
    const b = bench({ tags: '{"f/temperature":{"unit":"degC"}}' });
    const payload = {
      topic: 'a/b/things/twin/events/modified',
      path: '/features/f/properties',
      value: { temperature: 212, unit: 'degF' },
    };
    assert.ok(Math.abs(b.one(payload).values['f/temperature']! - 100) < 1e-9);
  });

  it('calls a value in a unit that does not convert bad and says why', () => {
    const b = bench({ tags: '{"f/temperature":{"unit":"degC"},"f/x":{}}' });
    const payload = {
      topic: 'a/b/things/twin/events/modified',
      path: '/features/f/properties',
      value: { temperature: 3, x: 1, unit: 'bar' },
    };
    assert.deepEqual(b.one(payload).quality, { 'f/temperature': 'bad' });
    assert.match(
      String(b.events.at(-1)?.['text']),
      /comes in the text "bar", which does not convert to the text "degC"/,
    );
  });

  it('makes an enumeration a position, or a feature for each state', () => {
    const tags = '{"valve":{"states":["closed","open","moving"]},"gear":{"states":["P","D"],"encode":"one-hot"}}';
    const record = bench({ tags }).one({ valve: 'open', gear: 'D' });
    assert.deepEqual(record.values, { valve: 1, gear: 1 });
    assert.deepEqual(record.features, ['valve', 'gear~=P', 'gear~=D']);
    assert.deepEqual(record.derived, { 'gear~=P': 0, 'gear~=D': 1 });
  });

  it('adds rates, rolling means and spreads when asked to', () => {
    const b = bench({ rate: true, mean: true, spread: true, window: 3 });
    for (let i = 0; i < 3; i++) b.send({ time: at(2 * i), a: 10 * i }, 'p');
    const record = b.one({ time: at(6), a: 30 }, 'p');
    assert.deepEqual(record.features, ['a', 'a~rate', 'a~mean', 'a~spread']);
    assert.deepEqual(record.derived, { 'a~rate': 5, 'a~mean': 20, 'a~spread': 10 });
  });

  it('learns how a command in per cent leads to its feedback in revolutions', () => {
    const b = bench({ tags: '{"rpm":{"role":"actuator"},"cmd":{"role":"command","of":"rpm"}}' });
    const random = createRandom(3);
    for (let i = 0; i < 500; i++) {
      const cmd = random.next();
      b.send({ time: at(i), cmd, rpm: 100 + 1400 * cmd + random.normal() }, 'p');
    }
    const honest = b.one({ time: at(500), cmd: 0.5, rpm: 800 }, 'p').derived!['rpm~command']!;
    const forged = b.one({ time: at(501), cmd: 0.9, rpm: 800 }, 'p').derived!['rpm~command']!;
    assert.ok(Math.abs(honest) < 5, String(honest));
    assert.ok(forged < -500, String(forged));
  });

  it('proposes partners by correlation, for a person to confirm', () => {
    const b = bench();
    const random = createRandom(5);
    let rpm = 0;
    for (let i = 0; i < 600; i++) {
      const cmd_pump = Math.sin(i / 20) + random.normal() / 10;
      rpm += 0.5 * (1000 * cmd_pump - rpm);
      b.send({ time: at(i), cmd_pump, rpm, level: random.normal() }, 'p');
    }
    assert.deepEqual(
      b.ingest.proposals('p').map(({ tag, of }) => [tag, of]),
      [['cmd_pump', 'rpm']],
    );
    assert.equal(b.events.at(-1)?.event, 'pairs');
  });

  it('goes on after a restart as if there had been none', () => {
    const send = (b: ReturnType<typeof bench>, from: number, to: number): unknown[] => {
      const out: unknown[] = [];
      for (let i = from; i < to; i++)
        out.push(
          b.one({ time: at(i), v: i / 7, cmd_v: i / 700, twin_v: i / 6, ...(i % 2 ? { slow: i } : {}) }, 'p', at(i)),
        );
      return out;
    };
    const whole = bench();
    send(whole, 0, 150);
    const first = bench();
    send(first, 0, 150);
    const saved = JSON.parse(JSON.stringify(first.ingest.snapshot('p'))) as unknown;
    const second = bench({}, (asset) => (asset === 'p' ? saved : undefined));
    assert.deepEqual(send(second, 150, 300), send(whole, 150, 300));
  });

  it('starts anew, and says so, when what was saved does not fit', () => {
    for (const saved of [{}, 7, 'x', { seen: 1 }, { seen: [], memory: {} }]) {
      const b = bench({}, (asset) => (asset === 'p' ? saved : undefined));
      assert.deepEqual(b.one({ a: 1 }, 'p').values, { a: 1 });
      assert.equal(b.events[0]!.event, 'state-ignored');
    }
  });

  it('keeps the births of Sparkplug across a restart', () => {
    const topic = 'spBv1.0/G/DBIRTH/E/D';
    const first = bench();
    first.send({ timestamp: START, seq: 1, metrics: [{ name: 'T', alias: 3, type: 'Int32', value: 1 }] }, topic);
    const saved = JSON.parse(JSON.stringify(first.ingest.snapshot(''))) as unknown;
    const second = bench({}, (asset) => (asset === '' ? saved : undefined));
    const data = {
      timestamp: START + 1,
      seq: 2,
      metrics: [{ alias: 3, value: { low: -4, high: -1, unsigned: true } }],
    };
    assert.deepEqual(second.one(data, 'spBv1.0/G/DDATA/E/D').values, { T: -4 });
  });
});

describe('roles by name', () => {
  const roles = (names: string[]): Record<string, unknown> => Object.fromEntries(rolesByName(names, new Set()));
  it('finds twins, commands and setpoints however they are written', () => {
    for (const name of ['twin_L1', 'L1_twin', 'Twin.L1', 'sim-L1', 'L1/model', 'est_l1']) {
      assert.deepEqual(roles(['L1', name])[name], { role: 'twin', of: 'L1' }, name);
    }
    for (const name of ['sp_L1', 'L1_sp', 'L1.setpoint', 'target_L1']) {
      assert.deepEqual(roles(['L1', name])[name], { role: 'setpoint', of: 'L1' }, name);
    }
    assert.deepEqual(roles(['v', 'cmd_v']), { cmd_v: { role: 'command', of: 'v' }, v: { role: 'actuator' } });
  });
  it('finds a partner on the same path', () => {
    assert.deepEqual(roles(['line/L1', 'line/twin_L1'])['line/twin_L1'], { role: 'twin', of: 'line/L1' });
  });
  it('makes no twin of a tag without a partner, and no role of an ordinary name', () => {
    assert.deepEqual(roles(['model_year', 'speed', 'estimate', 'space', 'command']), {});
  });
});

describe('own features', () => {
  const value = (source: string, values: number[]): number => parseExpressions({ own: source })[0]!.evaluate(values);

  it('are arithmetic with tags; odd names stand in brackets', () => {
    const b = bench({ expressions: '{"load":"[Motor/Power] / (rpm + 1)"}' });
    const record = b.one({ 'Motor/Power': 10, rpm: 4 });
    assert.deepEqual(record.features, ['Motor/Power', 'rpm', 'load~own']);
    assert.deepEqual(record.derived, { 'load~own': 2 });
  });

  it('are left out where a tag is missing or the result is no number', () => {
    const b = bench({ expressions: '{"load":"a / b"}' });
    assert.deepEqual(b.one({ a: 1, b: 0 }).derived, {});
    assert.deepEqual(b.one({ a: 1, b: null }).derived, {});
    assert.deepEqual(bench({ expressions: '{"load":"a / b"}' }).one({ a: 1 }).features, ['a']);
  });

  it('know comparisons and a few functions', () => {
    assert.equal(value('max(a, b) > 2 ? 1 : 0', [1, 3]), 1);
    assert.equal(value('sqrt(a ^ 2 + b ^ 2)', [3, 4]), 5);
    assert.equal(value('a > b', [3, 4]), 0);
  });

  for (const source of [
    'constructor',
    'a.constructor',
    '__proto__',
    'a = 3',
    'f(x) = x',
    '"text"',
    'random()',
    'map(f, a)',
    'a.b',
    'a["b"]',
    'fac(170)',
    '[a, b',
    '1 +',
    'a'.repeat(600),
  ]) {
    it(`refuse ${source.slice(0, 20)}`, () => {
      assert.throws(() => parseExpressions({ own: source }), /expressions\.own/);
    });
  }

  it('reach nothing but their arguments', () => {
    assert.ok(Number.isNaN(value('toString', [Number.NaN])));
    assert.throws(() => parseExpressions({ __proto__x: 'valueOf()' }));
  });
});
