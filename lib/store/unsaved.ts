/** What a person reads when the disk refuses. @param what 'the audit log', the subject of the sentence */
export function unsaved(what: string, error: unknown): Error {
  const { message } = error as Error;
  return new Error(
    `${what} could not be saved: ${message}; free some space or check the rights of Node-RED's user folder`,
  );
}
