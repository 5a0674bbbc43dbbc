import type { NodeAPI } from 'node-red';
import type { LayerStatus } from '../layer/layer';
import { statusIn } from '../speech/speak';

/** The text of a state of the only asset. @param eta how long it takes */
export type TextOf = (state: LayerStatus['state'], only: LayerStatus | undefined, eta: string) => string;

/** The last one is known: it mostly stays, and to look up a word that is none takes longer than many records. */
export function createTexts(RED: NodeAPI, type: string): TextOf {
  let of = '';
  let text = '';
  return (state, only, eta) => {
    const now = JSON.stringify([state, only?.values, eta]);
    if (now !== of) {
      of = now;
      text = RED._(`${type.replace(/^twin-/, '')}.status.${state}`, { ...worded(RED, type, only), eta });
    }
    return text;
  };
}

/** Values that are words of the pack, in the language of Node-RED; what users call their things stays as it is. */
function worded(RED: NodeAPI, type: string, only: LayerStatus | undefined): Record<string, string | number> {
  const { values = {} } = only ?? {};
  const say = statusIn((RED.settings as { lang?: string }).lang);
  const named = Object.entries(values).map(([name, value]): [string, string | number] => {
    const key = `${type.replace(/^twin-/, '')}.word.${value}`;
    const word = typeof value === 'string' && value !== '' ? RED._(key, { ...values }) : key;
    return [name, word !== key ? word : say(value)];
  });
  return Object.fromEntries(named);
}
