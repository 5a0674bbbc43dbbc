/** Techniques of MITRE ATT&CK for ICS that a pattern points to. */
const ATTACK_VERSION = 'v18.1';

const TECHNIQUES: Readonly<Record<string, readonly [id: string, name: string]>> = {
  replay: ['T0856', 'Spoof Reporting Message'],
  'tampered measurements': ['T0832', 'Manipulation of View'],
  'data changed on the way': ['T0830', 'Adversary-in-the-Middle'],
  'timing attack': ['T0830', 'Adversary-in-the-Middle'],
  'foreign messages': ['T0856', 'Spoof Reporting Message'],
  'messages blocked': ['T0804', 'Block Reporting Message'],
  'data held back': ['T0814', 'Denial of Service'],
  'manipulated actuator': ['T0855', 'Unauthorized Command Message'],
  'manipulated setpoint': ['T0836', 'Modify Parameter'],
};

/** A sentence that names the technique; undefined for patterns that are no attack. */
export function techniqueOf(pattern: string): string | undefined {
  const technique = Object.hasOwn(TECHNIQUES, pattern) ? TECHNIQUES[pattern] : undefined;
  return technique && `MITRE ATT&CK for ICS ${ATTACK_VERSION}: ${technique[0]} ${technique[1]}.`;
}
