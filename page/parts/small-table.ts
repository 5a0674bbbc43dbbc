import { type Child, h, type VNode } from '../dom/h';

/**
 * A few rows; the first cell of each is its name.
 * @param keys what each row is about, where rows come and go
 */
export function smallTable(
  head: readonly string[],
  rows: readonly (readonly Child[])[],
  keys: readonly number[] = [],
): VNode {
  return h(
    'table',
    { class: 'small-table' },
    h(
      'thead',
      {},
      h(
        'tr',
        {},
        head.map((name) => h('th', { scope: 'col' }, name)),
      ),
    ),
    h(
      'tbody',
      {},
      rows.map((row, at) =>
        h(
          'tr',
          { key: keys[at] },
          row.map((cell, i) => h(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, cell)),
        ),
      ),
    ),
  );
}
