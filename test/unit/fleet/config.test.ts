import assert from 'node:assert/strict';
import { natsPackages } from '../../../lib/fleet/packages';
import { parseConfig } from '../../../nodes/fleet/config';

describe('the settings of a fleet', () => {
  it('the number of a member is given, or that of its pod, or a variable that is filled in later', () => {
    const read = (member: string): unknown => parseConfig({ member, members: '4' }).member;
    assert.deepEqual(['1', ' 4 ', 'twin-guard-0', 'twin-guard-3', `\${M}`].map(read), [1, 4, 1, 4, undefined]);
  });

  for (const [settings, message] of [
    [{ member: '5', members: '4' }, 'member: is "5"; give a whole number from 1 to 4'],
    [{ member: 'twin-guard-4', members: '4' }, 'member: is "twin-guard-4"; give a whole number from 1 to 4'],
    [{ member: '0', members: '4' }, 'member: is "0"; give a whole number from 1 to 4'],
    [{ members: 'many' }, 'members: is "many"; give a whole number from 1 to 64'],
    [{ members: '65' }, 'members: is "65"; give a whole number from 1 to 64'],
    [{ prefix: 'a.b' }, 'prefix: is "a.b"; give 1 to 32 letters, digits, - or _'],
  ] as const) {
    it(message, () => assert.throws(() => parseConfig(settings), { message }));
  }

  it('the client is found where it is installed', () => {
    assert.equal(typeof natsPackages([]).transport.connect, 'function');
  });
});
