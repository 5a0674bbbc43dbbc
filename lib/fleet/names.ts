/**
 * Names of the broker. A key, the last part of a record's subject, says where all state of one asset (or of the few that one gateway
 * sends) belongs.
 */
export interface Names {
  /** Stream of records and of orders to one key. */
  readonly records: string;
  /** Stream of orders to all. */
  readonly orders: string;
  /** Stream of what leaves the fleet. */
  readonly outputs: string;
  /** Key-value buckets: checkpoints by key, and versions of models by hash. */
  readonly state: string;
  readonly models: string;
  readonly prefix: string;
}

export function namesOf(prefix: string): Names {
  return {
    records: `${prefix}-records`,
    orders: `${prefix}-orders`,
    outputs: `${prefix}-outputs`,
    state: `${prefix}-state`,
    models: `${prefix}-models`,
    prefix,
  };
}

export const consumerOf = (partition: number): string => `p${partition}`;
/** Where a partition lies in the stream; its messages have two more parts, what they are and of which key. */
export const partitionOf = ({ prefix }: Names, partition: number): string => `${prefix}.p.${partition}`;
/** All messages of a key of a partition. */
export const ofKey = (names: Names, partition: number, key: string): string =>
  `${partitionOf(names, partition)}.*.${key}`;
export const recordSubject = ({ prefix }: Names, key: string): string => `${prefix}.in.${key}`;
export const orderSubject = ({ prefix }: Names, key: string): string => `${prefix}.order.${key}`;
export const allSubject = ({ prefix }: Names): string => `${prefix}.all`;
export const outputSubject = ({ prefix }: Names, key: string, port: string): string => `${prefix}.out.${key}.${port}`;
export const outputsOf = ({ prefix }: Names, key: string): string => `${prefix}.out.${key}.*`;
export const bucketStream = (bucket: string): string => `KV_${bucket}`;
export const bucketSubject = (bucket: string, key: string): string => `$KV.${bucket}.${key}`;

/** What a message of a partition is, and of which key. */
export function readSubject(subject: string): { readonly what: 'in' | 'order' | 'tick'; readonly key: string } {
  const [what, key] = subject.split('.').slice(-2) as ['in' | 'order' | 'tick', string];
  return { what, key };
}

/** A name as one part of a subject: points, spaces, wildcards and per cent signs are written as in a URL. */
export function keyOf(name: string): string {
  return name.replace(/[\s.*>%\p{Cc}]/gu, (one) =>
    [...Buffer.from(one)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
}

export function nameOf(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    // Not one of ours: somebody else's per cent signs.
    return key;
  }
}
