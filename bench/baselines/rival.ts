import type { Method } from './method';

/** A published network that is trained here, to be compared with. */
export interface Rival extends Method {
  /** Numbers that are learned, with so many columns. */
  weights(columns: number): number;
}
