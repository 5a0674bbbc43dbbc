import { InputError } from '../../../lib/input';

/** Paths for the mapping of the settings; '' where nothing is to be filled in. */
export interface MappingProposal {
  readonly assetPath: string;
  readonly timePath: string;
  readonly tagPath: string;
  readonly valuePath: string;
}

/** What of a message only a person can say. */
export interface Question {
  /** Where the list stands, for texts: payload.values. */
  readonly field: string;
  /** What is in doubt. */
  readonly doubt: string;
  readonly proposal: MappingProposal;
}

/** Nothing of a message could be read without a guess. */
export class NeedsMapping extends InputError {
  constructor(readonly question: Question) {
    super(question.field, `${question.doubt}; confirm the mapping that the node's dialog proposes, or write one`);
  }
}

/** A path as the mapping reads it: payload.values[].v. */
export function mappingPath(steps: readonly (string | number)[]): string {
  return steps
    .map((step, i) => {
      if (typeof step === 'number') return '[]';
      if (/^[^.[\]"\s]+$/.test(step)) return i === 0 ? step : `.${step}`;
      return `["${step.replaceAll('"', '')}"]`;
    })
    .join('');
}
