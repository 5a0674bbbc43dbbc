import type { Text } from './text';

/** What the runtime tells of a kind of messages that waits, see nodes/ingest/waiting.ts. */
interface Kind {
  field: string;
  doubt: string;
  topic: string;
  sample: string;
  count: number;
  proposal: Record<string, string>;
}

const PATHS = ['assetPath', 'timePath', 'tagPath', 'valuePath'];

/**
 * Shows what of the messages waits for a mapping, one kind at a time, with a sample and a proposal; a button fills the
 * fields of the mapping. What the source sent is shown as text, whatever it looks like.
 */
export function offerMapping(node: string, text: Text): void {
  const box = $('#twin-waiting').hide();
  $.getJSON(`twin-guard/ingest/${encodeURIComponent(node)}/waiting`, (kinds: Kind[]) => {
    if (kinds.length === 0) return;
    const choose = $('#twin-waiting-kind')
      .empty()
      .toggle(kinds.length > 1);
    kinds.forEach(({ field, topic, count }, i) => {
      $('<option>').val(String(i)).text(`${topic} ${field} (${count})`).appendTo(choose);
    });
    const chosen = (): Kind => kinds[Number(choose.val() ?? 0)] ?? kinds[0]!;
    const show = (): void => {
      const { field, doubt, sample, proposal } = chosen();
      $('#twin-waiting-doubt').text(`${field} ${doubt}`);
      $('#twin-waiting-sample').text(sample);
      $('#twin-waiting-proposal').text(
        PATHS.filter((path) => proposal[path])
          .map((path) => `${text(`field.${path}`)}: ${proposal[path]}`)
          .join('\n'),
      );
    };
    $('#twin-waiting-title').text(text('waiting.title', { kinds: kinds.length }));
    choose.off('change').on('change', show);
    $('#twin-waiting-take')
      .off('click')
      .on('click', () => {
        for (const path of PATHS) $(`#node-input-${path}`).val(chosen().proposal[path] ?? '');
        $('#node-input-format').val('mapping').trigger('change');
      });
    show();
    box.show();
  });
}
