import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pageModule } from '../../fixtures/page-module';

type Read = (piece: string) => { event: string; data: string; id: string | undefined }[];
const { eventReader } = pageModule<{ eventReader(retry: (ms: number) => void): Read }>('server/events');

const TEXT = [
  ': hello',
  '',
  'retry: 3000',
  '',
  'id: 7',
  'event: alarm',
  'data: {"a":1}',
  '',
  'event: fleet',
  'data: first',
  'data:second',
  '',
  'event: nothing',
  '',
  'data: last',
  '',
  '',
];
const EVENTS = [
  { event: 'alarm', data: '{"a":1}', id: '7' },
  { event: 'fleet', data: 'first\nsecond', id: '7' },
  { event: 'message', data: 'last', id: '7' },
];

describe('server-sent events, as the page reads them', () => {
  for (const [name, end] of [
    ['line feeds', '\n'],
    ['carriage returns', '\r'],
    ['both', '\r\n'],
  ] as const) {
    it(`are the same however the line is cut into pieces, with ${name}`, () => {
      const text = TEXT.join(end);
      const cuts = fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 12 });
      fc.assert(
        fc.property(cuts, (places) => {
          let waited = 0;
          const read = eventReader((ms) => {
            waited = ms;
          });
          const borders = [0, ...places.sort((a, b) => a - b), text.length];
          const found = borders.slice(1).flatMap((to, i) => read(text.slice(borders[i], to)));
          assert.deepEqual(found, end === '\r' ? EVENTS.slice(0, found.length) : EVENTS);
          assert.ok(found.length >= EVENTS.length - 1);
          assert.equal(waited, 3000);
        }),
      );
    });
  }
});
