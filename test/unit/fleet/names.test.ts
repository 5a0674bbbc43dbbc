import assert from 'node:assert/strict';
import { readDelivery } from '../../../lib/fleet/delivery';
import { keyOf, nameOf, readSubject } from '../../../lib/fleet/names';

describe('names of a fleet', () => {
  it('every name of an asset is one part of a subject, and comes back', () => {
    for (const name of ['pump', 'pump 7.a', 'plant/line 1', '*', '>', 'a%2Eb', 'Öl-Pumpe', 'tab\there', '100 %']) {
      assert.match(keyOf(name), /^[^\s.*>]+$/, name);
      assert.equal(nameOf(keyOf(name)), name);
    }
  });

  it("somebody else's per cent signs stay as they are", () => assert.equal(nameOf('50%'), '50%'));

  it('a subject of a partition says what it is and of whom', () => {
    assert.deepEqual(readSubject('twin.p.12.in.pump%207'), { what: 'in', key: 'pump%207' });
    assert.deepEqual(readSubject('twin.p.0.order.a'), { what: 'order', key: 'a' });
  });

  it('a delivery is read as servers of both kinds write it', () => {
    const wanted = { seq: 8, count: 2, time: 1_795_966_300_579, pending: 5 };
    assert.deepEqual(readDelivery('$JS.ACK.twin-records.p2.1.8.2.1795966300579886239.5'), wanted);
    assert.deepEqual(readDelivery('$JS.ACK._.acc.twin-records.p2.1.8.2.1795966300579886239.5'), wanted);
    assert.deepEqual(readDelivery('$JS.ACK.hub.acc.twin-records.p2.1.8.2.1795966300579886239.5.random'), wanted);
  });
});
