/** Reads server-sent events from the pieces in which they come: https://html.spec.whatwg.org/multipage/server-sent-events.html */

export interface ServerEvent {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** @returns takes in the next piece of text and gives the events that are complete with it */
export function eventReader(retry: (ms: number) => void): (piece: string) => ServerEvent[] {
  let rest = '';
  let id: string | undefined;
  let event = '';
  let data: string[] = [];
  const line = (text: string): ServerEvent | undefined => {
    if (text === '') {
      const found =
        data.length > 0 ? { event: event === '' ? 'message' : event, data: data.join('\n'), id } : undefined;
      event = '';
      data = [];
      return found;
    }
    const colon = text.indexOf(':');
    if (colon === 0) return undefined;
    const field = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) retry(Number(value));
    return undefined;
  };
  return (piece) => {
    // A line may end in the next piece, and \r at the very end may be half of \r\n.
    const whole = rest + piece;
    const lines = whole.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    return lines.map(line).filter((found) => found !== undefined);
  };
}
