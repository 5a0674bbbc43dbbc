import { describe, InputError, isPlainObject, own } from '../../../lib/input';
import type { Format } from '../reading';
import { Collector, classicQuality } from './collect';

/** AVEVA Communication Drivers, JSON VTQ: { d, dt, ts, q }; the topic ends with the item. q is OPC Classic: 192 is good. */
export const aveva: Format = {
  name: 'aveva',
  title: 'AVEVA',
  reads: {
    what: 'JSON VTQ',
    asset: 'topic without its end',
    tag: 'end of the topic',
    time: 'ts',
    quality: 'q, OPC Classic',
  },
  detect({ payload }) {
    if (!isPlainObject(payload) || !Object.hasOwn(payload, 'd') || !Object.hasOwn(payload, 'ts')) return 0;
    return typeof own(payload, 'q') === 'number' || Object.hasOwn(payload, 'dt') ? 0.97 : 0;
  },
  parse({ payload, topic }, context) {
    if (!isPlainObject(payload)) throw new InputError('payload', `is ${describe(payload)}; send { d, dt, ts, q }`);
    const path = typeof topic === 'string' ? topic : '';
    const cut = path.lastIndexOf('/');
    const collector = new Collector(context.assetOf(cut > 0 ? path.slice(0, cut) : ''));
    collector.add(path.slice(cut + 1) || 'value', own(payload, 'd') ?? null, {
      quality: classicQuality(own(payload, 'q')),
    });
    return collector.readings(context.time(own(payload, 'ts')));
  },
};
