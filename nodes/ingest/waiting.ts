import { types } from 'node:util';
import type { IngestEvent } from './event';
import type { MappingProposal, Question } from './formats/question';
import { decoded } from './payload';
import type { Message } from './reading';

/** A kind of messages, or a part of them, that waits until a person says how to read it. */
export interface WaitingKind {
  /** Where it stands: payload.values. */
  readonly field: string;
  readonly doubt: string;
  readonly proposal: MappingProposal;
  /** Of the first such message. */
  readonly topic: string;
  /** The first such message as text, shortened. */
  readonly sample: string;
  /** Messages so far. */
  count: number;
}

/** More kinds than a person would look through are one kind: a source that makes up its keys. */
const MAX_KINDS = 50;
const MAX_SAMPLE = 2000;

/** What waits for a mapping, by kind. */
export class Waiting {
  readonly #kinds = new Map<string, WaitingKind>();

  readonly #tell: (event: IngestEvent) => void;

  constructor(tell: (event: IngestEvent) => void) {
    this.#tell = tell;
  }

  get size(): number {
    return this.#kinds.size;
  }

  /** Keeps what a message asks; each kind is told once. */
  ask(questions: readonly Question[], message: Message, time: number): void {
    for (const question of questions) {
      if (!this.#add(question, decoded(message))) continue;
      const { field, doubt, proposal } = question;
      const text = `${field} ${doubt}; it waits for a mapping: the node's dialog proposes one`;
      this.#tell({ event: 'mapping', asset: '', time, text, proposal });
    }
  }

  /** @returns whether it is the first of its kind */
  #add({ field, doubt, proposal }: Question, { topic, payload }: Message): boolean {
    const key = JSON.stringify([field.replace(/\[\d+\]/g, '[]'), proposal]);
    const known = this.#kinds.get(key);
    if (known !== undefined) {
      known.count++;
      return false;
    }
    if (this.#kinds.size >= MAX_KINDS) return false;
    const sample = (JSON.stringify(shortened(payload, 0, { left: MAX_PARTS }), undefined, 1) ?? '').slice(
      0,
      MAX_SAMPLE,
    );
    const about = typeof topic === 'string' ? topic.slice(0, 256) : '';
    this.#kinds.set(key, { field, doubt, proposal, topic: about, sample, count: 1 });
    return true;
  }

  /** In the order in which they came. */
  list(): readonly WaitingKind[] {
    return [...this.#kinds.values()];
  }
}

const MAX_ITEMS = 3;
const MAX_KEYS = 20;
const MAX_TEXT = 60;
const MAX_DEPTH = 6;
const MAX_PARTS = 100;

/** Enough of a value to recognise it by, as plain data. */
function shortened(value: unknown, depth: number, budget: { left: number }): unknown {
  if (typeof value === 'string') return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}...` : value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  if (typeof value !== 'object' || types.isDate(value)) return String(value).slice(0, MAX_TEXT);
  if (depth >= MAX_DEPTH || budget.left-- <= 0) return '...';
  if (Array.isArray(value)) {
    const first = value.slice(0, MAX_ITEMS).map((one) => shortened(one, depth + 1, budget));
    return value.length > MAX_ITEMS ? [...first, `... ${value.length} in all`] : first;
  }
  const out: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const key of Object.keys(value).slice(0, MAX_KEYS))
    out[key.slice(0, MAX_TEXT)] = shortened((value as Record<string, unknown>)[key], depth + 1, budget);
  return out;
}
