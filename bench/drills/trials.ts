import type { DecisionKind } from '../../lib/record/words';
import { DRILLS } from '../../nodes/simulator/plant/drills/drills';
import type { Plant } from '../../nodes/simulator/plant/plant';
import { type Measurement, NOISE } from '../../nodes/simulator/plant/tags';
import { SUB_KINDS } from './sub-kinds';

type Sent = Readonly<Record<string, number>>;

/** What becomes of a message on its way. @param past the one that was sent two minutes ago */
export type Forge = (sent: Sent, past: Sent) => Sent;

/** Something that the guard should find, and what it should call it. */
export interface Trial<P> {
  readonly name: string;
  readonly kind: DecisionKind;
  /** Patterns of the decision that say what happens. */
  readonly subKinds: readonly string[];
  /** s */
  readonly seconds: number;
  /** @returns what happens to the messages while it lasts, if anything */
  begin(plant: P): Forge | undefined;
}

const KINDS = { attack: 'cyber-attack', fault: 'sensor-fault', drift: 'data-drift' } as const satisfies Record<
  string,
  DecisionKind
>;

/** The simulator's own drills. */
export const DRILL_TRIALS: readonly Trial<Plant>[] = Object.entries(DRILLS).map(([name, { kind, seconds }]) => ({
  name,
  kind: KINDS[kind],
  subKinds: SUB_KINDS[name]!,
  seconds,
  begin(plant) {
    plant.drill({ drill: name });
    return undefined;
  },
}));

/** What is made of a value; that of the twin is changed in the same way. */
type Forgery = (value: number, past: number, first: number, noise: number) => number;

const FORGERIES: Readonly<Record<string, Forgery>> = {
  bias: (value, _, __, noise) => value + 10 * noise,
  freeze: (_, __, first) => first,
  replay: (_, past) => past,
  scale: (value) => 1.05 * value,
};

/** A tag of each kind: levels and a temperature that are held, flows, a pressure, an actuator. */
const FORGED: readonly Measurement[] = ['L1', 'L2', 'T2', 'Fin', 'F12', 'Pdis', 'vpos'];

/** A measurement and its twin's value are changed together: the difference between them stays as it always was. */
export const FORGERY_TRIALS: readonly Trial<Plant>[] = Object.entries(FORGERIES).flatMap(([name, forged]) =>
  FORGED.map(
    (tag): Trial<Plant> => ({
      name: `${name}-${tag}`,
      kind: 'cyber-attack',
      subKinds: ['data changed on the way', 'tampered measurements', 'replay'],
      seconds: 240,
      begin() {
        let first: Sent | undefined;
        return (sent, past) => {
          first ??= sent;
          const of = (name: string): number => forged(sent[name]!, past[name]!, first![name]!, NOISE[tag]);
          return { ...sent, [tag]: of(tag), [`twin_${tag}`]: of(`twin_${tag}`) };
        };
      },
    }),
  ),
);
