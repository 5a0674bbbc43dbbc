import type { AssetView } from '../../lib/page/api';
import { h, type VNode } from '../dom/h';
import { redraw } from '../dom/redraw';
import { type Action, actions, card, empty, whyNot } from '../parts/action';
import { choice, dialog } from '../parts/dialog';
import { isObject, listOf, numberOf, textOf } from '../parts/report';
import { order } from '../state/orders';
import { now, store } from '../state/store';
import { closeDialog, openDialog } from '../state/ui';
import { countdown } from '../texts/format';
import { t } from '../texts/texts';

/** Commands to the plant: whether they leave, which wait for a person, which were held and why. */

const MINUTES = [10, 30, 60, 240] as const;

export function commandsCard(view: AssetView): VNode {
  const response = view.layers.find(({ layer }) => layer === 'response');
  const { asset, key } = view.line;
  const title = t('commands.title', { asset });
  if (response === undefined) return card(title, { class: 'drawer' }, empty(t('commands.none')));
  const { report } = response;
  const armed = report['armed'] === true;
  const mode = isObject(report['values']) ? textOf(report['values'], 'mode') : undefined;
  if (mode === 'no commands') return card(title, { class: 'drawer' }, empty(t('commands.no-commands')));
  const until = numberOf(report, 'armedUntil');
  const give = (name: string, text: string, options?: Readonly<Record<string, unknown>>): void =>
    void order({ keys: [key], layer: 'response', do: name, ...(options && { options }) }, { text });
  const uncertain = listOf(report['uncertain']).map(String);
  return card(
    title,
    { class: 'drawer commands' },
    h(
      'p',
      { class: `mode ${armed ? 'armed' : 'dry'}` },
      h('strong', {}, armed ? t('commands.armed') : t('commands.dry')),
      ' ',
      until === undefined
        ? t(armed ? 'commands.armed-text' : 'commands.dry-text')
        : t('commands.left', { left: countdown(until - now()) }),
    ),
    actions(
      'command',
      armed
        ? { label: t('commands.disarm'), kind: 'main', run: () => give('disarm', t('done.disarmed', { asset })) }
        : { label: t('commands.arm'), kind: 'danger', run: () => askArm([key], asset) },
      { label: t('commands.reset'), run: () => give('reset', t('done.order', { what: t('commands.reset') })) },
    ),
    waitingList(report, give),
    uncertain.length > 0 &&
      h(
        'div',
        {},
        h('h3', {}, t('commands.uncertain')),
        uncertain.map((name) => doubtful(name, give)),
      ),
    held(report),
  );
}

type Give = (name: string, text: string, options?: Readonly<Record<string, unknown>>) => void;

function waitingList(report: Readonly<Record<string, unknown>>, give: Give): VNode {
  const waiting = listOf(report['waiting']);
  return h(
    'div',
    {},
    h('h3', {}, t('commands.waiting')),
    waiting.length === 0 && h('p', { class: 'muted' }, t('commands.none-waiting')),
    waiting.map((entry) => {
      const name = String(entry);
      const approvals = isObject(report['approvals']) ? report['approvals'] : {};
      const approval = Object.hasOwn(approvals, name) ? approvals[name] : undefined;
      const by = isObject(approval) ? listOf(approval['by']).map(String) : [];
      const needed = isObject(approval) ? numberOf(approval, 'needed') : undefined;
      const approve: Action = {
        label: t('commands.approve'),
        kind: 'danger',
        run: () => give('approve', t('done.command-approved', { command: name }), { command: name }),
        off:
          store.rights?.name === undefined
            ? t('commands.no-name')
            : by.includes(store.rights.name)
              ? t('commands.yours')
              : undefined,
      };
      return h(
        'div',
        { key: name, class: 'waiting-command' },
        h('strong', {}, name),
        needed !== undefined &&
          h('span', { class: 'muted' }, t('commands.approvals', { given: by.length, needed, by: by.join(', ') })),
        actions('command', approve),
        approve.off !== undefined && h('span', { class: 'needs' }, approve.off),
      );
    }),
  );
}

function doubtful(name: string, give: Give): VNode {
  return h(
    'div',
    { key: name, class: 'waiting-command' },
    h('strong', {}, name),
    h('span', { class: 'muted' }, t('commands.uncertain-text')),
    actions(
      'command',
      {
        label: t('commands.resend'),
        kind: 'danger',
        run: () => give('resend', t('done.order', { what: name }), { command: name }),
      },
      { label: t('commands.drop'), run: () => give('drop', t('done.order', { what: name }), { command: name }) },
    ),
  );
}

/** Already given: latched until somebody resets it. */
function held(report: Readonly<Record<string, unknown>>): VNode | undefined {
  const latched = listOf(report['latched']).map(String);
  if (latched.length === 0) return undefined;
  return h('p', { class: 'muted' }, t('commands.latched', { names: latched.join(', ') }));
}

export function askArm(keys: readonly string[], asset: string): void {
  let minutes: string = String(MINUTES[1]);
  const run = (): void => {
    closeDialog();
    const text = t('done.armed', { asset, minutes });
    void order({ keys, layer: 'response', do: 'arm', options: { minutes: Number(minutes) } }, { text });
  };
  openDialog(() =>
    dialog(
      t('commands.arm-title', { asset }),
      [
        h('p', {}, t('commands.arm-text')),
        choice(
          t('commands.arm-for'),
          MINUTES.map((n) => ({ value: String(n), text: t(`commands.${n}-min`) })),
          minutes,
          (chosen) => {
            minutes = chosen;
            redraw();
          },
        ),
      ],
      { label: t('commands.arm'), kind: 'danger', run },
      whyNot('command'),
    ),
  );
}
