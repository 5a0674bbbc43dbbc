/** Comma separated values for a spreadsheet, lines end as RFC 4180 says. The page writes them, too. */
export function separated(rows: readonly (readonly (string | number)[])[]): string {
  return `${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`;
}

/** A file of such values: Excel reads it as UTF-8 only when it begins with this mark; what has it already keeps one. */
export function marked(content: string): string {
  return content.startsWith(MARK) ? content : MARK + content;
}

const MARK = '\ufeff';

/** What a spreadsheet would take for a formula gets an apostrophe. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
