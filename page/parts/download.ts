import { marked } from '../../lib/page/separated';

/** Files for other programs, made here and kept by the browser. */

export function download(name: string, content: string): void {
  const url = URL.createObjectURL(new Blob([marked(content)], { type: 'text/csv;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
