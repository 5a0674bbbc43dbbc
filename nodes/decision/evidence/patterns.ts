import type { JudgedKind } from './finding';

/** All that an episode can be called, with the kind that it speaks for; the dialog shows it beside the plant's own rules. */
export const PATTERNS: Readonly<Record<string, JudgedKind>> = {
  replay: 'cyber-attack',
  'tampered measurements': 'cyber-attack',
  'data changed on the way': 'cyber-attack',
  'timing attack': 'cyber-attack',
  'foreign messages': 'cyber-attack',
  'messages blocked': 'cyber-attack',
  'data held back': 'cyber-attack',
  'manipulated actuator': 'cyber-attack',
  'manipulated setpoint': 'cyber-attack',
  'stuck sensor': 'sensor-fault',
  'sensor dropout': 'sensor-fault',
  'loose contact': 'sensor-fault',
  'spiking sensor': 'sensor-fault',
  'noisy sensor': 'sensor-fault',
  'offset sensor': 'sensor-fault',
  'drifting sensor': 'sensor-fault',
  'changed unit': 'sensor-fault',
  'replaced sensor': 'sensor-fault',
  'counter reset': 'sensor-fault',
  'process drift': 'data-drift',
  'level shift': 'data-drift',
  'new operating point': 'data-drift',
  'changed conditions': 'data-drift',
};
