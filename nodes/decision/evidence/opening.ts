import type { Measured } from './measure';
import type { TagPicture } from './picture';

/** What a channel did as an episode began. */
export type Begun = Pick<Measured, 'rows' | 'early' | 'step' | 'stepAgo' | 'slope'>;

/** A tag as an episode began. */
export interface TagOpening {
  readonly residual: Begun;
  readonly value: Begun;
  readonly along: TagPicture['along'];
  readonly itself?: TagPicture['itself'] | undefined;
  readonly disputed?: TagPicture['disputed'] | undefined;
  readonly jump?: TagPicture['jump'] | undefined;
  readonly beside?: TagPicture['beside'] | undefined;
  readonly twinStill?: TagPicture['twinStill'] | undefined;
  readonly counting?: TagPicture['counting'] | undefined;
  readonly anew?: TagPicture['anew'] | undefined;
}

/** How an episode began that does not fit into view any more. A picture tells that, and more. Plain data. */
export interface Opening {
  readonly tags: readonly TagOpening[];
}

/** A third of the room of the picture. @param of a picture, or what was made of one */
export function openingOf({ tags }: Opening): Opening {
  return {
    tags: tags.map(
      ({ residual, value, along, itself, disputed, jump, beside, twinStill, counting, anew }): TagOpening => {
        const begun = begunOf(residual);
        const own = value === residual ? begun : begunOf(value);
        return { residual: begun, value: own, along, itself, disputed, jump, beside, twinStill, counting, anew };
      },
    ),
  };
}

function begunOf({ rows, early, step, stepAgo, slope }: Begun): Begun {
  return { rows, early, step, stepAgo, slope };
}
