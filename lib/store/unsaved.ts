/** Something could not be put on disk: one sentence for a person, no class name and no stack needed. */
export class UnsavedError extends Error {
  override readonly name = 'UnsavedError';
}

/** What a person reads when the disk refuses. @param what 'the audit log', the subject of the sentence */
export function unsaved(what: string, error: unknown): UnsavedError {
  const { message } = error as Error;
  return new UnsavedError(
    `${what} could not be saved: ${message}; free some space or check the rights of Node-RED's user folder`,
  );
}
