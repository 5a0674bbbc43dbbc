import { showRow } from './dialog';
import { lossCurve } from './drawings';
import { showEngineHint } from './engine-hint';
import { language } from './language';
import type { LiveView } from './live-panel';
import type { Text } from './text';

interface Training {
  readonly rows?: number;
  readonly from?: number | null;
  readonly to?: number | null;
}

/** What both detectors show of their model in force. */
export const DETECTOR_VIEW: LiveView = {
  facts(report, text) {
    const { rows, from, to } = (report['training'] ?? {}) as Training;
    const day = (time: number): string => new Date(time).toLocaleDateString(language());
    const versions = report['versions'] as readonly number[] | undefined;
    return {
      version: report['version'] as number | undefined,
      versions: versions === undefined || versions.length < 2 ? undefined : versions.join(', '),
      engine: report['engine'] as string | undefined,
      features: (report['features'] as readonly string[] | undefined)?.length,
      learnedFrom: rows === undefined ? undefined : text('live.rows', { rows }),
      span: typeof from === 'number' && typeof to === 'number' ? `${day(from)} - ${day(to)}` : undefined,
      notes: (report['notes'] as readonly string[] | undefined)?.join(' '),
    };
  },
  draw(report, text) {
    const curve = report['curve'] as readonly (readonly (number | null)[])[] | undefined;
    if (curve === undefined || curve.length < 2) return undefined;
    return $('<div>').append(lossCurve(curve, text('live.curve')), $('<div>').text(text('live.curve')));
  },
};

/** What both detectors draw of their own: what the engine runs on here, and settings that only hold where others are on. */
export function showDetector(text: Text): void {
  showEngineHint((key, values) => text(`engines.${key}`, values));
  const [grow, relearn] = [$('#node-input-grow'), $('#node-input-relearn')];
  const show = (): void => {
    showRow('learnFor', grow.is(':checked'));
    showRow('relearnFrom', Number(relearn.val()) > 0);
  };
  grow.add(relearn).on('input change', show);
  show();
}
