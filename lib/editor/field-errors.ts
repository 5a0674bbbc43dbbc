import { ConfigError, type Field, type Fields, parseField, type Told } from '../config/fields';
import { language } from './language';
import type { Text } from './text';

/** Says beside each setting what is wrong with it, while it is typed; a fold in which something is wrong stands open. */
export function showErrors(fields: Fields, text: Text): void {
  for (const [name, field] of Object.entries(fields)) {
    const box = $(`#twin-error-${name}`);
    if (box.length === 0 || field.kind === 'flag') continue;
    const kept = $(`#node-input-${name}`);
    const share = field.kind === 'number' && field.share === true;
    const typed = share ? $(`#twin-share-${name}`) : kept;
    const check = (): void => {
      const why = problemOf(name, field, typed, kept, text);
      box.text(why ?? '').prop('hidden', why === undefined);
      typed.attr('aria-invalid', String(why !== undefined)).toggleClass('input-error', why !== undefined);
    };
    typed.add(kept).on('input change', check);
    check();
    if (!box.prop('hidden')) box.closest('details').prop('open', true);
  }
}

function problemOf(name: string, field: Field, typed: JQuery, kept: JQuery, text: Text): string | undefined {
  const input = typed[0] as HTMLInputElement | undefined;
  if (input?.validity?.badInput === true) return text('error.badInput');
  try {
    parseField(name, field, kept.val());
    return undefined;
  } catch (error) {
    if (!(error instanceof ConfigError)) return String(error);
    return error.told === undefined
      ? error.reason
      : text(`error.${error.told.key}`, shown(error.told.values, field, typed));
  }
}

/** As the dialog shows them: in the reader's figures, and shares as per cent. */
function shown(values: Told['values'], field: Field, typed: JQuery): Record<string, string | number> {
  const isShare = field.kind === 'number' && field.share === true;
  const write = (value: number): string => {
    const figures = (isShare ? 100 * value : value).toLocaleString(language(), { maximumSignificantDigits: 12 });
    return isShare ? `${figures} %` : figures;
  };
  const all: [string, string | number][] = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'number' ? write(value) : value,
  ]);
  return { ...Object.fromEntries(all), value: String(typed.val() ?? '') };
}
