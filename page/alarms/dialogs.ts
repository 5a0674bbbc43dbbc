import type { AlarmLine } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { whyNot } from '../parts/action';
import { choice, dialog } from '../parts/dialog';
import { store } from '../state/store';
import { closeDialog, openDialog } from '../state/ui';
import { counted, spoken, t } from '../texts/texts';
import { type FeedbackVerdict, feedback, outOfService, shelve, VERDICTS } from './act';

/** Fixed lengths, as ISA-18.2 shelving has them. The guard allows a week at most. */
const MINUTES = [15, 60, 240, 480, 1440, 10_080] as const;

export function askShelve(alarms: readonly AlarmLine[]): void {
  let length: string = String(MINUTES[0]);
  // Of one that is over there is nothing to wait for.
  const once = alarms.every(({ until }) => until === undefined) ? [{ value: 'once', text: t('shelve.once') }] : [];
  let note = '';
  const run = (): void => {
    closeDialog();
    void shelve(alarms, length === 'once' ? 'once' : Number(length), note);
  };
  openDialog(() =>
    dialog(
      counted('shelve.title', alarms.length, { asset: alarms[0]?.asset ?? '' }),
      [
        h('p', {}, t('shelve.text')),
        choice(
          t('shelve.for'),
          [...once, ...MINUTES.map((n) => ({ value: String(n), text: t(`shelve.${n}` as const) }))],
          length,
          (chosen) => {
            length = chosen;
            redraw();
          },
        ),
        noteField(note, (text) => {
          note = text;
        }),
      ],
      { label: t('shelve'), run },
      whyNot('operate'),
    ),
  );
}

export function askOutOfService(asset: Pick<AlarmLine, 'key' | 'asset'>): void {
  let note = '';
  const run = (): void => {
    closeDialog();
    outOfService(asset, note);
  };
  openDialog(() =>
    dialog(
      t('out-of-service.title', { asset: asset.asset }),
      [
        h('p', {}, t('out-of-service.text')),
        noteField(note, (text) => {
          note = text;
        }),
      ],
      { label: t('out-of-service'), run },
      whyNot('tune'),
    ),
  );
}

export function askFeedback(alarm: AlarmLine): void {
  let verdict: FeedbackVerdict | undefined;
  let note = '';
  const run = (): void => {
    closeDialog();
    void feedback(alarm, verdict!, note);
  };
  openDialog(() =>
    dialog(
      t('feedback.title', { asset: alarm.asset }),
      [
        h('p', { class: 'sentence' }, spoken(alarm.sentence)),
        choice(
          t('feedback.was'),
          VERDICTS.map((value) => ({ value, text: t(`feedback.${value}`), hint: t(`feedback.${value}-hint`) })),
          verdict,
          (chosen) => {
            verdict = chosen;
            redraw();
          },
        ),
        noteField(note, (text) => {
          note = text;
        }),
      ],
      { label: t('feedback.send'), run, off: whyOff(verdict) },
      whyNot(verdict === 'new-normal' ? 'tune' : 'operate'),
    ),
  );
}

function whyOff(verdict: FeedbackVerdict | undefined): string | undefined {
  if (verdict === undefined) return t('feedback.choose');
  return verdict === 'new-normal' && store.rights?.name === undefined ? t('learning.no-name') : undefined;
}

function noteField(note: string, changed: (text: string) => void): VNode {
  return h(
    'label',
    { class: 'field' },
    t('note'),
    h('textarea', {
      rows: 2,
      maxlength: 200,
      value: note,
      oninput: (event: Event) => changed((event.target as HTMLTextAreaElement).value),
    }),
  );
}
