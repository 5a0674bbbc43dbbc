import { describe, InputError, isPlainObject, own } from '../input';
import { personName } from '../text/person';

/**
 * The order vocabulary: what msg.control may say, and what it means to every node that follows it. A node names the ones
 * that it follows; a name that is not here does not compile.
 */
export const ORDERS = {
  train:
    'learn now, from the rows in msg.payload or from what was collected; with { exam: true } a model of such rows sits the exam',
  retrain: 'learn anew on recent normal records',
  accept: 'what comes now is the new normal: learn it from the next records; needs a name: { do: "accept", by }',
  decline: 'the model that waits does not come into force; with { version } only if it is that one',
  cancel: 'stop the training that runs',
  reset: 'forget everything learned and start over',
  refit: 'learn the scaling anew from the next records; the old one stays in force until then',
  calibrate: 'learn the limit anew from the next normal records',
  freeze: 'stop adapting; with { hold: "posture" } for twin-decision, which a person\'s unfreeze does not end',
  unfreeze: 'adapt again; with { hold: "posture" } as far as twin-decision held it',
  rollback: 'go back to the model before, or to any that is on disk: { do: "rollback", version }',
  pin: 'this model version stays in force and on disk; needs a name: { do: "pin", version, by }',
  import:
    'the model in msg.payload, as twin-guard models export wrote it, judges from now on; needs a name: { do: "import", by }',
  compare: 'two model versions side by side, on the golden rows: { do: "compare", versions: [1, 2] }',
  unpin: 'a model version may be replaced again: { do: "unpin", version, by }',
  hold: 'learn nothing for now, and not what came since: { do: "hold", why, since, attack: true }; twin-decision sends it',
  resume: 'what held is over: learn again',
  set: 'change settings until they are changed in the dialog: { do: "set", name: value }',
  status: 'report the present state',
  drill: 'simulate an attack, fault or drift: { do: "drill", drill, tag, magnitude, seconds }',
  clear: 'end all drills',
  start: 'start producing',
  stop: 'stop producing',
  acknowledge:
    'acknowledge the alarm, with { since } only if it began then; while the guard is blind also { about: "plant" } or { about: "guard" } alone',
  shelve:
    'silence the alarm for a time, or until it is over: { do: "shelve", minutes } or { do: "shelve", once: true }; with note, with { since } only if it began then',
  unshelve: 'end the silence',
  'out-of-service': 'no alert and no command until somebody ends it: { do: "out-of-service", note, by }',
  'in-service': 'end of out-of-service',
  unlatch: 'an alarm that is over and latched goes, with { since } only if it began then',
  posture: 'guard an asset more or less closely: { do: "posture", level, minutes, by }',
  feedback:
    'tell what the alarm was: { do: "feedback", verdict: true | false | "maintenance" | "new-normal", note, by }',
  arm: 'let commands out; with { minutes } for that long',
  disarm: 'dry run: commands are shown but not sent',
  approve: 'approve what waits: a command, or a model, with { version } only if it is that one',
  resend: 'give a command again that may not have left: { do: "resend", command }',
  drop: 'leave a command that may not have left: { do: "drop", command }',
} as const;

export type OrderName = keyof typeof ORDERS;

/** An order as read from msg.control. */
export interface Order {
  readonly do: OrderName;
  /** The asset meant; undefined means all assets of the node. */
  readonly asset: string | undefined;
  /** Who gave it, as far as the flow knows; never empty. */
  readonly by: string | undefined;
  /** It came from the operator page; absent: from the flow. Never read from a message. */
  readonly via?: 'page';
  /** Node-RED has proven that `by` is who gives it. */
  readonly verified?: true;
  /** Plain data, a copy: it can be written to the log, and nobody changes it afterwards. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Members of an order in all, and how deep they may lie. */
const MOST_MEMBERS = 1000;
const DEEPEST = 8;

/**
 * Reads msg.control.
 * @param control a string, or an object with `do`
 * @param known the orders that this node follows
 * @throws InputError naming the known orders, or what in the order is no plain data: it could not be logged
 */
export function parseOrder(control: unknown, known: readonly OrderName[]): Order {
  const options = isPlainObject(control) ? plainCopy(control) : {};
  const name = typeof control === 'string' ? control : own(options, 'do');
  if (typeof name !== 'string' || !(known as readonly string[]).includes(name)) {
    throw new InputError(
      'control',
      `${describe(name ?? control)} is not an order of this node; known: ${known.join(', ')}`,
    );
  }
  const asset = own(options, 'asset');
  // An asset that cannot be read must not turn an order to one into an order to all.
  if (asset !== undefined && typeof asset !== 'string') {
    throw new InputError('control.asset', `is ${describe(asset)}; send the asset's name, or none for all assets`);
  }
  const by = own(options, 'by');
  return {
    do: name as OrderName,
    asset,
    by: by === undefined || by === null ? undefined : personName(by),
    options,
  };
}

function plainCopy(control: Record<string, unknown>): Record<string, unknown> {
  let members = 0;
  const copy = (value: unknown, field: string, depth: number): unknown => {
    if (++members > MOST_MEMBERS) throw new InputError('control', `has more than ${MOST_MEMBERS} members; send less`);
    if (value === null || value === undefined || ['string', 'boolean', 'number'].includes(typeof value)) return value;
    const isList = Array.isArray(value);
    if (depth >= DEEPEST || !(isList || isPlainObject(value))) {
      throw new InputError(field, `is ${describe(value)}; send plain data, at most ${DEEPEST} levels deep`);
    }
    if (isList) return value.map((item, i) => copy(item, `${field}[${i}]`, depth + 1));
    const plain: Record<string, unknown> = {};
    for (const [key, item] of Object.entries(value)) {
      if (key !== '__proto__') plain[key] = copy(item, `${field}.${key.slice(0, 40)}`, depth + 1);
    }
    return plain;
  };
  try {
    return copy(control, 'control', 0) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof InputError) throw error;
    // A getter or a Proxy of a function node may throw anything.
    throw new InputError('control', `cannot be read: ${(error as Error | undefined)?.message}; send plain data`);
  }
}
