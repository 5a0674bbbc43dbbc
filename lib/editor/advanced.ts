import { type Fields, parseField } from '../config/fields';
import type { Text } from './text';

/** Says beside a fold how many of the settings in it differ from their defaults, so that nobody has to open it to find out. */
export function countChanged(fields: Fields, text: Text): void {
  $('#dialog-form details.twin-more').each((_, element) => {
    const fold = $(element);
    const note = $('<small>').appendTo(fold.children('summary'));
    const count = (): void => {
      const changed = Object.keys(fields).filter(
        (name) => fold.find(`#node-input-${name}`).length > 0 && differs(name, fields),
      ).length;
      note.text(changed === 0 ? '' : text(changed === 1 ? 'more.one' : 'more.changed', { count: changed }));
    };
    fold.on('input change', count);
    count();
  });
}

function differs(name: string, fields: Fields): boolean {
  const field = fields[name]!;
  const input = $(`#node-input-${name}`);
  const raw = field.kind === 'flag' ? input.is(':checked') : input.val();
  try {
    return JSON.stringify(parseField(name, field, raw)) !== JSON.stringify(parseField(name, field, field.default));
  } catch {
    return true;
  }
}
