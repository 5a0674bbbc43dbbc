import type { Method } from '../../baselines/method';
import { mscred } from '../../baselines/mscred';
import { omniAnomaly } from '../../baselines/omni-anomaly';
import { random } from '../../baselines/simple';
import { tranad } from '../../baselines/tranad';
import { usad } from '../../baselines/usad';

/** The networks of paper 2's Table 1, in its order. */
export const RIVALS = [usad, omniAnomaly({ units: 32 }), mscred, tranad] as const;

/** What the judging processes know, by name. */
export const METHODS: ReadonlyMap<string, Method> = new Map([...RIVALS, random].map((method) => [method.name, method]));
