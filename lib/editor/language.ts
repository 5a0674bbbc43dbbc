/** Of the person who edits. */
export function language(): string {
  return RED.i18n.lang();
}
