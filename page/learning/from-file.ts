import type { AssetView, FileLearningLine, RecordingFile, Recordings } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { type Action, actions, whyNot } from '../parts/action';
import { choice, dialog } from '../parts/dialog';
import { post } from '../server/ask';
import { drop, resource, stale } from '../state/resource';
import { closeDialog, openDialog, toast } from '../state/ui';
import { full, integer, percent, size } from '../texts/format';
import { counted, spoken, t } from '../texts/texts';

/** Learning from a recording that lies on the server: which one, how far it is, and what was found odd in it. */

/** Files that are offered without a filter. */
const MOST_SHOWN = 8;

/** @param learns the detector of the asset follows such an order */
export function fromFile(view: AssetView, learns: boolean): Action | undefined {
  if (!learns) return undefined;
  return {
    label: t('file.learn'),
    run: () => choose(view.line),
    off: isRead(view) ? t('file.one-at-a-time') : undefined,
  };
}

/** What is or was last learned from a recording. */
export function fileLearning({ line, fileLearning: job }: AssetView): VNode | undefined {
  if (job === undefined) return undefined;
  const { file, state, by, at, rows, done = 0, records, text, notes, span } = job;
  const isOpen = state === 'opening' || state === 'reading';
  const share = rows === undefined || rows === 0 ? undefined : done / rows;
  return h(
    'div',
    { class: `file-learning ${state === 'refused' ? 'notice' : ''}` },
    h(
      'p',
      {},
      h('strong', {}, t('file.head', { file })),
      ` · ${full(at)}${by === undefined ? '' : ` · ${by}`}`,
      span !== undefined && ` · ${t('learning.from-to', { from: full(span[0]), to: full(span[1]) })}`,
    ),
    h('p', { role: 'status' }, said(job, share)),
    isOpen &&
      h('progress', { max: 1, ...(share !== undefined && { value: share }), 'aria-label': t('file.head', { file }) }),
    state === 'refused' && text !== undefined && h('p', { class: 'sentence' }, spoken(text)),
    records !== undefined && h('p', { class: 'muted' }, t('file.exam')),
    notes.length > 0 &&
      h(
        'details',
        {},
        h('summary', {}, counted('learning.notes', notes.length)),
        h(
          'ul',
          {},
          notes.map((note) => h('li', {}, spoken(note))),
        ),
      ),
    isOpen && actions('tune', { label: t('file.cancel'), run: () => void send(line.key, { cancel: true }) }),
  );
}

function isRead({ fileLearning: job }: AssetView): boolean {
  return job?.state === 'opening' || job?.state === 'reading';
}

function said({ state, rows, records }: FileLearningLine, share: number | undefined): string {
  if (state === 'reading' && share !== undefined)
    return t('file.reading', { share: percent(share), rows: integer(rows ?? 0) });
  if (state === 'learning') return counted('file.learning', records ?? 0);
  return t(`file.${state}`);
}

function choose({ key, asset }: AssetView['line']): void {
  let chosen: RecordingFile | undefined;
  let filter = '';
  // What was there before may lack the newest.
  drop('recordings');
  const run = (): void => {
    closeDialog();
    void send(key, { file: { folder: chosen!.folder, name: chosen!.name } });
  };
  openDialog(() => {
    const { data, error } = resource<Recordings>('recordings', 'api/recordings');
    // Mostly it is the newest.
    chosen ??= data?.files[0];
    const files = (data?.files ?? []).filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
    return dialog(
      t('file.title', { asset }),
      [
        h('p', {}, t('file.text')),
        error !== undefined && h('p', { class: 'notice' }, error),
        data !== undefined && where(data),
        (data?.files.length ?? 0) > MOST_SHOWN &&
          h(
            'label',
            { class: 'field' },
            t('filter.text'),
            h('input', {
              type: 'search',
              value: filter,
              oninput: (event: Event) => {
                filter = (event.target as HTMLInputElement).value;
                redraw();
              },
            }),
          ),
        files.length > 0 &&
          list(files.slice(0, MOST_SHOWN), chosen, (file) => {
            chosen = file;
            redraw();
          }),
        files.length > MOST_SHOWN && h('p', { class: 'muted' }, counted('file.more', files.length - MOST_SHOWN)),
      ],
      { label: t('file.start'), run, off: chosen === undefined ? t('file.choose') : undefined },
      whyNot('tune'),
    );
  });
}

function list(
  files: readonly RecordingFile[],
  chosen: RecordingFile | undefined,
  choose: (file: RecordingFile) => void,
): VNode {
  const nameOf = ({ folder, name }: RecordingFile): string => `${folder} ${name}`;
  return choice(
    t('file.file'),
    files.map((file) => ({
      value: nameOf(file),
      text: file.name,
      hint: `${size(file.bytes)}, ${full(file.changed)}`,
    })),
    chosen && nameOf(chosen),
    (value) => choose(files.find((file) => nameOf(file) === value)!),
  );
}

/** Where a person puts recordings. */
function where({ folders, files }: Recordings): VNode | undefined {
  if (folders.length === 0) return h('p', { class: 'notice' }, t('file.off'));
  const [first] = folders;
  const paths = folders.map(({ path }) => path).join(', ');
  if (files.length > 0) return h('p', { class: 'muted' }, t('file.where', { paths }));
  return h('p', { class: 'notice' }, t(first?.there === true ? 'file.empty' : 'file.no-folder', { paths }));
}

async function send(key: string, request: Readonly<Record<string, unknown>>): Promise<void> {
  try {
    await post('api/learn', { key, ...request });
  } catch (error) {
    toast(t('order.failed', { why: (error as Error).message }), 'refused');
  }
  stale(`api/asset?key=${encodeURIComponent(key)}`);
  redraw();
}
