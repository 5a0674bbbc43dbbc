import assert from 'node:assert/strict';
import { textOf } from '../../../lib/monitoring/exposition';
import { Histogram } from '../../../lib/monitoring/instruments';
import { Monitor } from '../../../lib/monitoring/monitor';

describe('metrics as Prometheus reads them', () => {
  it('help, type and values, with what would end a line or a label written out', () => {
    const samples = [{ labels: { why: 'a "b"\\\nc' }, value: 2 }, { value: Number.POSITIVE_INFINITY }];
    assert.equal(
      textOf([{ name: 'x_total', help: 'A\nB\\', type: 'counter', samples }]),
      '# HELP twin_guard_x_total A\\nB\\\\\n# TYPE twin_guard_x_total counter\n' +
        'twin_guard_x_total{why="a \\"b\\"\\\\\\nc"} 2\ntwin_guard_x_total +Inf\n',
    );
  });

  it('a metric without a value is not there', () => {
    assert.equal(textOf([{ name: 'x', help: 'x', type: 'gauge', samples: [] }]), '');
  });

  it('the classes of a histogram hold all that is below, and end with everything', () => {
    const histogram = new Histogram();
    for (const seconds of [0.00005, 0.003, 7]) histogram.observe(seconds);
    const samples = histogram.samples({ type: 't' });
    const bucket = (le: string): number | undefined =>
      samples.find(({ labels, ending }) => ending === '_bucket' && labels?.['le'] === le)?.value;
    assert.deepEqual(
      ['0.00005', '0.002', '0.005', '1', '+Inf'].map((le) => bucket(String(Number(le) || le))),
      [1, 1, 2, 2, 3],
    );
    assert.equal(samples.find(({ ending }) => ending === '_count')?.value, 3);
    assert.ok(Math.abs(samples.find(({ ending }) => ending === '_sum')!.value - 7.00305) < 1e-9);
  });

  it('alarms are counted by kind, and who is not ready says why', () => {
    const monitor = new Monitor();
    monitor.heard({ event: 'alarm-raised', kind: 'cyber-attack' });
    monitor.heard({ event: 'alarm-cleared', kind: 'cyber-attack' });
    assert.match(monitor.text(), /twin_guard_alarms_total\{kind="cyber-attack"\} 1\n/);
    const stop = monitor.check('x', () => 'no broker');
    assert.deepEqual(monitor.problems(), ['no broker']);
    stop();
    assert.deepEqual(monitor.problems(), []);
  });
});
