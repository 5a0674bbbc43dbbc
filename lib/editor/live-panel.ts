import { language } from './language';
import type { Text } from './text';

/** What a running node answers, see lib/node-red/live-route.ts. */
interface Answer {
  readonly assets: readonly string[];
  readonly more?: number;
  readonly asset?: string;
  readonly state?: string;
  readonly values?: Readonly<Record<string, string | number>>;
  readonly report?: Report;
  readonly refusals: readonly { readonly at: number; readonly text: string; readonly count: number }[];
}

/** The answer to the order status. */
export type Report = Readonly<Record<string, unknown>>;

/** Shows what is worth knowing of a node: name and value by name, and drawings below. */
export interface LiveView {
  /** Names are keys of the catalogue below 'live'; undefined values are left out. */
  readonly facts: (report: Report, text: Text) => Readonly<Record<string, string | number | undefined>>;
  readonly draw?: (report: Report, text: Text) => JQuery | undefined;
}

/** How often it asks while the dialog is open, ms. */
const AGAIN_MS = 3000;

/** Shows in the dialog what the running node knows right now. What came from messages is shown as text, whatever it looks like. */
export function showLive(node: string, text: Text, view: LiveView): void {
  const box = $('#twin-live');
  let asset: string | undefined;
  let shown = '';
  const load = (): void => {
    const query = asset === undefined ? '' : `?asset=${encodeURIComponent(asset)}`;
    $.getJSON(`twin-guard/live/${encodeURIComponent(node)}${query}`).then(
      (answer: Answer) => {
        const json = JSON.stringify(answer);
        if (json === shown || box.find('select:focus').length > 0) return;
        shown = json;
        box.prop('hidden', answer.assets.length === 0 && answer.refusals.length === 0);
        draw(box.empty(), answer, text, view);
        box.find('select').on('change', function () {
          asset = String($(this).val());
          shown = '';
          $(this).trigger('blur');
          load();
        });
      },
      () => box.prop('hidden', true),
    );
  };
  load();
  const timer = setInterval(() => {
    if (document.contains(box[0] ?? null)) load();
    else clearInterval(timer);
  }, AGAIN_MS);
}

function draw(box: JQuery, answer: Answer, text: Text, view: LiveView): void {
  const head = $('<h4>').text(text('live.title')).appendTo(box);
  if (answer.assets.length > 1) head.append(' ', chooser(answer, text));
  const { state, values = {}, report } = answer;
  if (state !== undefined)
    $('<div>')
      .text(text(`status.${state}`, worded(values, text)))
      .appendTo(box);
  const [done, of] = [Number(values['done']), Number(values['total'] ?? values['of'])];
  if (state !== 'watching' && done < of) {
    $('<progress>')
      .attr({ max: of, value: done, 'aria-label': text('live.progress') })
      .appendTo(box);
  }
  if (report !== undefined) {
    const list = $('<dl>').appendTo(box);
    for (const [name, value] of Object.entries(view.facts(report, text))) {
      if (value === undefined || value === '') continue;
      $('<dt>')
        .text(text(`live.${name}`))
        .appendTo(list);
      $('<dd>').text(figures(value)).appendTo(list);
    }
    const drawing = view.draw?.(report, text);
    if (drawing !== undefined) box.append(drawing);
  }
  if (answer.refusals.length > 0) box.append(refused(answer.refusals, text));
}

/** Values that are words of the pack, in the reader's language, as under the node. */
function worded(values: Readonly<Record<string, string | number>>, text: Text): Record<string, string | number> {
  const named = Object.entries(values).map(([name, value]): [string, string | number] => {
    const word = typeof value === 'string' && value !== '' ? text(`word.${value}`, { ...values }) : '';
    return [name, word === '' || word.endsWith(`.word.${value}`) ? value : word];
  });
  return Object.fromEntries(named);
}

function chooser({ assets, asset }: Answer, text: Text): JQuery {
  const select = $('<select>').attr('aria-label', text('live.asset')).css({ width: 'auto' });
  for (const one of assets) $('<option>').val(one).text(one).appendTo(select);
  return select.val(asset ?? '');
}

function refused(refusals: Answer['refusals'], text: Text): JQuery {
  const list = $('<ul>');
  for (const { at, text: why, count } of refusals) {
    const times = count === 1 ? '' : ` (${count}x)`;
    $('<li>')
      .text(`${new Date(at).toLocaleTimeString(language())} ${why}${times}`)
      .appendTo(list);
  }
  return $('<div>').append($('<div>').text(text('live.refused')), list);
}

/** In the reader's figures, as exact as anybody needs. */
export function figures(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString(language(), { maximumSignificantDigits: 4 }) : value;
}
