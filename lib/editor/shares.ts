import type { Fields } from '../config/fields';

/** A digit more than anybody types, so that 0.07 is shown as 7 and not as 7.000000000000001. */
const DIGITS = 10;

/** Shows shares as per cent; what the node keeps stands in the hidden input beside. */
export function showShares(fields: Fields): void {
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind !== 'number' || field.share !== true) continue;
    const kept = $(`#node-input-${name}`);
    const shown = $(`#twin-share-${name}`);
    const value = Number(kept.val());
    shown.val(kept.val() === '' || Number.isNaN(value) ? '' : Number((100 * value).toPrecision(DIGITS)));
    shown.on('input', () => {
      const typed = String(shown.val() ?? '');
      kept.val(typed === '' ? '' : Number((Number(typed) / 100).toPrecision(DIGITS))).trigger('change');
    });
  }
}
