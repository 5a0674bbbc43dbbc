/** A recording that cannot be read: one sentence that names the file, the place in it and the fix. */
export class DataError extends Error {
  override readonly name = 'DataError';
  constructor(file: string, place: string, message: string) {
    super(place === '' ? `${file}: ${message}` : `${file}, ${place}: ${message}`);
  }
}
