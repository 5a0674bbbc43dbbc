/**
 * Which elements a dropout drops: a hash of seed, node and position, so that every engine and any number of threads
 * drop the same ones without sharing a random generator.
 */

/** Key of one training step. @param step from 0 over the whole training */
export function stepKey(seed: number, step: number): number {
  return mix(mix(seed | 0) ^ step);
}

/** Key of one dropout node in that step. @param node its index in graph.nodes */
export function nodeKey(key: number, node: number): number {
  return mix(key ^ node);
}

/** Both at once. */
export function dropoutSeed(seed: number, step: number, node: number): number {
  return nodeKey(stepKey(seed, step), node);
}

/**
 * Whether the element stays.
 * @param key nodeKey(...)
 * @param position (position of the example in the batch) * (elements per example) + element
 */
export function kept(key: number, position: number, rate: number): boolean {
  return mix(key + position) >>> 8 >= Math.fround(rate) * 2 ** 24;
}

/** Finaliser of MurmurHash3 (Appleby, public domain): 32 bits to 32 bits, one to one. */
function mix(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
}
