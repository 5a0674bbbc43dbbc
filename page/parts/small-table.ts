import { type Child, h, type VNode } from '../dom/h';

/** A few rows; the first cell of each is its name. */
export function smallTable(head: readonly string[], rows: readonly (readonly Child[])[]): VNode {
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
      rows.map((row) =>
        h(
          'tr',
          {},
          row.map((cell, i) => h(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : {}, cell)),
        ),
      ),
    ),
  );
}
