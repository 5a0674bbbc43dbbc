import type { BenchRow } from '../report';
import { caseTable, metricTable, unique } from './markdown';
import { plotSvg } from './plot';

/** A part of docs/benchmarks.md, made from the rows of one protocol. */
export interface Section {
  readonly title: string;
  /** Protocol of whose rows those on the same cases stand here as well. */
  readonly beside?: string;
  /** Markdown below the rules. */
  body(rows: readonly BenchRow[]): string;
  /** Files for docs/figures, by name. */
  figures?(rows: readonly BenchRow[]): Readonly<Record<string, string>>;
}

const all = (rows: readonly BenchRow[]): string => metricTable(rows);
const casesOf = (rows: readonly BenchRow[], start: string): string[] =>
  unique(rows.map((row) => row.case)).filter((of) => of.startsWith(start));

/** Sections by protocol, in the order of the page. */
export const SECTIONS: Readonly<Record<string, Section>> = {
  'smap-msl': {
    title: 'Spacecraft telemetry (SMAP and MSL), VUS-PR',
    beside: 'rivals/series',
    body: (rows) =>
      [
        caseTable(rows, 'vus_pr', ['smap-msl/mean-SMAP', 'smap-msl/mean-MSL']),
        'tranad comes out near what TranAD’s code gives. usad, omni-anomaly and mscred are the networks of their papers, which are larger than those of the same names in that code, and see more on SMAP. Of the small usad, that code scores the newest row of a window, ours, as the paper, the whole window, which VUS-PR rewards.',
        'Per series:',
        caseTable(
          rows,
          'vus_pr',
          casesOf(rows, 'smap-msl/').filter((of) => !of.includes('mean-')),
        ),
      ].join('\n\n'),
  },
  'smap-msl/events': { title: 'Spacecraft telemetry, alarms against anomalies', body: all },
  'smap-msl/P-1': {
    title: "Paper 2's Table 1: channel P-1, point-adjusted",
    beside: 'rivals/P-1',
    body: (rows) =>
      `${all(rows)}\n\nThe random row is the lesson: under point adjustment, scores drawn by lot do as well as the published networks. pa_f1 says nothing; f1 and vus_pr say how little of these anomalies anybody sees.`,
  },
  skab: { title: 'SKAB, valve 1', body: all },
  batadal: { title: 'BATADAL', body: all },
  tep: {
    title: 'Tennessee Eastman process, missed detection at 1 % false alarms',
    body: (rows) => caseTable(rows, 'missed', casesOf(rows, 'tep/')),
  },
  'two-tank': {
    title: 'Two-tank plant beside its twin, detection AUC',
    body: (rows) => caseTable(rows, 'auc', ['two-tank', ...casesOf(rows, 'two-tank/')]),
  },
  ai4i: { title: 'AI4I, single rows', body: all },
  'paper-1': {
    title: "Paper 1's Tables 1 and 2: four splits",
    body: (rows) => `${all(rows)}\n\n![F1 per split](figures/paper-1.svg)`,
    figures: (rows) => {
      const cases = casesOf(rows, 'paper-1/');
      return {
        'paper-1.svg': chart(
          rows,
          'Best F1 on the set of paper 1',
          'train : test',
          cases,
          'f1',
          cases.map((of) => of.slice(8)),
        ),
      };
    },
  },
  'figure-2': {
    title: "Paper 2's Figure 2: scarce anomalies, noise, window length",
    beside: 'rivals/figure-2',
    body: (rows) =>
      FIGURE_TWO.map(
        ({ key, text }) =>
          `**${text}**\n\n${metricTable(byNumber(rows, `figure-2/${key}-`))}\n\n![${text}](figures/figure-2-${key}.svg)`,
      ).join('\n\n'),
    figures: (rows) =>
      Object.fromEntries(
        FIGURE_TWO.map(({ key, text, unit }) => {
          const start = `figure-2/${key}-`;
          const cases = casesOf(rows, start);
          return [
            `figure-2-${key}.svg`,
            chart(
              rows,
              text,
              unit,
              cases,
              'f1',
              cases.map((of) => of.slice(start.length)),
            ),
          ];
        }),
      ),
  },
  ablation: { title: 'What each part of the dual-branch network brings', body: all },
};

/** The rows of cases that end in a number, ascending. */
function byNumber(rows: readonly BenchRow[], start: string): BenchRow[] {
  const at = (row: BenchRow): number => Number(row.case.slice(start.length));
  return rows.filter((row) => row.case.startsWith(start)).sort((a, b) => at(a) - at(b));
}

const FIGURE_TWO = [
  { key: 'ratio', text: 'Share of anomalous rows', unit: 'anomalous rows, %' },
  { key: 'noise', text: 'Noise', unit: "noise, in units of each feature's deviation" },
  { key: 'window', text: 'Window length', unit: 'rows per window' },
] as const;

function chart(
  rows: readonly BenchRow[],
  title: string,
  x: string,
  cases: readonly string[],
  metric: string,
  ticks: readonly string[],
): string {
  const chosen = rows.filter((row) => row.metric === metric && cases.includes(row.case));
  const lines = unique(chosen.map((row) => row.subject)).map((subject) => ({
    name: subject.replace('published:', '* '),
    values: cases.map((of) => chosen.find((row) => row.case === of && row.subject === subject)?.value ?? Number.NaN),
  }));
  const marked = lines.some(({ name }) => name.startsWith('* ')) ? `${title} (* published)` : title;
  return plotSvg({ title: marked, x, y: metric.toUpperCase(), ticks, lines });
}
