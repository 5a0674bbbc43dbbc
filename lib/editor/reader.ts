import type { Reader } from '../config/problems';
import { language } from './language';

/** The person who edits, with the texts of a node's catalogue. */
export function readerOf(node: Pick<EditorNode, '_' | 'type'>): Reader {
  const room = node.type.replace(/^twin-/, '');
  return { text: (key, values) => node._(`${room}.${key}`, values), language: language() };
}
