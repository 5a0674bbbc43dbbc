import { isPlainObject } from '../../lib/input';

/** What may stand in a command's topic and payload. */
export type Slots = Readonly<Record<'$value' | '$asset' | '$kind' | '$severity' | '$key', string | number | undefined>>;

const SLOT = /\$(?:value|asset|kind|severity|key)\b/g;

/** A copy of a template with its slots filled. A text that is a slot and nothing else becomes the value itself, a number a number. */
export function fill(template: unknown, slots: Slots): unknown {
  if (typeof template === 'string') return fillText(template, slots);
  if (Array.isArray(template)) return template.map((item) => fill(item, slots));
  if (!isPlainObject(template)) return template;
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, fill(item, slots)]));
}

function fillText(text: string, slots: Slots): string | number {
  if (Object.hasOwn(slots, text)) return slots[text as keyof Slots] ?? '';
  return text.replace(SLOT, (slot) => String(slots[slot as keyof Slots] ?? ''));
}

/** A topic; an asset's name cannot add levels or wildcards to it. */
export function fillTopic(topic: string, slots: Slots): string {
  const safe = String(slots.$asset ?? '').replace(/[/#+\s]/g, '_');
  return String(fill(topic, { ...slots, $asset: safe }));
}
