import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Family } from '../../monitoring/exposition';

const NS = 1e-9;
const QUANTILES = [0.5, 0.9, 0.99, 1];

/** What a process takes, and how long its event loop lets others wait. @returns families of now; the delays are those since it was asked last */
export function processFamilies(): () => readonly Family[] {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  return () => {
    // Nothing was measured yet.
    const at = (quantile: number): number => (delay.count === 0 ? 0 : delay.percentile(100 * quantile) * NS);
    const delays = QUANTILES.map((quantile) => ({ labels: { quantile: String(quantile) }, value: at(quantile) }));
    delay.reset();
    const { user, system } = process.cpuUsage();
    return [
      {
        name: 'event_loop_delay_seconds',
        help: 'How late the event loop is, since it was asked last.',
        type: 'summary',
        samples: delays,
      },
      {
        name: 'process_cpu_seconds_total',
        help: 'Processor time.',
        type: 'counter',
        samples: [{ value: (user + system) / 1e6 }],
      },
      {
        name: 'process_memory_bytes',
        help: 'Memory of the process.',
        type: 'gauge',
        samples: [{ value: process.memoryUsage.rss() }],
      },
    ];
  };
}
