import type { Text } from './text';

/** What the runtime tells of an engine, see lib/engine/catalogue.ts. */
interface Entry {
  readonly id: string;
  readonly byNameOnly: boolean;
  readonly available: boolean;
  readonly device?: string;
  readonly reason?: string;
  readonly fix?: string;
}

/**
 * Says below the choice of engine what the chosen one runs on here, or why it cannot and what would change that.
 * @param text the node's catalogue below 'engines'
 */
export function showEngineHint(text: Text): void {
  const select = $('#node-input-engine');
  showBatchSettings(select);
  const hint = $('<div class="form-tips">').text(text('asking')).insertAfter(select.closest('.form-row'));
  $.getJSON('twin-guard/engines').then(
    (entries: Entry[]) => {
      const show = (): void => {
        hint.text(describe(entries, String(select.val()), text));
      };
      select.on('change', show);
      show();
    },
    () => hint.text(text('unknown')),
  );
}

/** Batches are only for a chosen engine that judges live records. */
function showBatchSettings(engine: JQuery): void {
  const judge = $('#node-input-judge');
  const batch = $('#node-input-batchSize, #node-input-batchWait, #node-input-batchQueue').closest('.form-row');
  const show = (): void => {
    const chosen = engine.val() !== 'automatic' && engine.val() !== 'wasm';
    judge.closest('.form-row').toggle(chosen);
    batch.toggle(chosen && judge.val() === 'engine');
  };
  engine.add(judge).on('change', show);
  show();
}

function describe(entries: readonly Entry[], chosen: string, text: Text): string {
  if (chosen === 'automatic') {
    const devices = entries.filter((entry) => entry.available && !entry.byNameOnly).map((entry) => entry.device);
    return text('automatic', { devices: devices.join(', ') });
  }
  const entry = entries.find(({ id }) => id === chosen);
  if (entry?.device !== undefined) return text('runs', { device: entry.device });
  return text('refused', { reason: entry?.reason ?? '', fix: entry?.fix ?? '' });
}
