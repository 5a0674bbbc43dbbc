/** Something that a person has to change before there can be a fleet: names the setting and the fix. Trying again does not help. */
export class FleetError extends Error {
  override readonly name = 'FleetError';

  constructor(field: string, text: string) {
    super(`${field}: ${text}`);
  }
}
