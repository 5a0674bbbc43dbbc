import { ablation } from './ablation';
import { ai4i } from './ai4i';
import { batadal } from './batadal';
import { figureTwo } from './figure-two';
import { paperOne } from './paper-one';
import type { Protocol } from './protocol';
import { rivalsFigureTwo, rivalsP1, rivalsSeries } from './rivals';
import { skab } from './skab';
import { smapMsl } from './smap-msl';
import { smapMslEvents } from './smap-msl-events';
import { smapP1 } from './smap-p1';
import { tep } from './tep';
import { twoTank } from './two-tank';

/** All of them, the most telling first. */
export const PROTOCOLS: readonly Protocol[] = [
  smapMsl,
  smapMslEvents,
  smapP1,
  skab,
  batadal,
  tep,
  twoTank,
  ai4i,
  paperOne,
  figureTwo,
  rivalsP1,
  rivalsSeries,
  rivalsFigureTwo,
  ablation,
];
