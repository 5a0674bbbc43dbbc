/** A string as a whole, or one of the words that Python, JavaScript and others write where JSON has none. */
const STRING_OR_WORD = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\b(?:NaN|Infinity)\b/gs;

/**
 * What a JSON text says. NaN and infinities, which Python's json.dumps writes as bare words, are no values: null.
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const mended = text.replace(STRING_OR_WORD, (part) => (part.startsWith('"') ? part : 'null'));
    if (mended === text) throw error;
    return JSON.parse(mended) as unknown;
  }
}
