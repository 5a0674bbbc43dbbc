import type { Method } from '../../baselines/method';
import { mscred } from '../../baselines/mscred';
import { omniAnomaly } from '../../baselines/omni-anomaly';
import { random } from '../../baselines/simple';
import { tranad } from '../../baselines/tranad';
import { smallUsad, usad } from '../../baselines/usad';

/** The networks of paper 2's Table 1, in its order; the smaller one of the first's name tells where other figures come from. */
export const RIVALS = [usad, smallUsad, omniAnomaly({ units: 32 }), mscred, tranad] as const;

/** What the judging processes know, by name. */
export const METHODS: ReadonlyMap<string, Method> = new Map([...RIVALS, random].map((method) => [method.name, method]));
