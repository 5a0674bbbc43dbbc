import { InputError } from '../input';

/** Who decides. @throws InputError when nobody says so */
export function nameOf(by: string | undefined): string {
  if (by === undefined) throw new InputError('control.by', 'is missing; say who decides this: { by: "name" }');
  return by;
}
