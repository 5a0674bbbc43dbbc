import type { Alarm } from '../../lib/alarm/alarm';
import type { Aside } from '../../lib/alarm/attention';
import { describe, InputError } from '../../lib/input';
import type { Order } from '../../lib/layer/orders';
import type { BlindAlarm } from './blind-alarm';
import { heldMinutes, MOST_MINUTES } from './read-orders';

const LONGEST_NOTE = 200;

/**
 * Follows what a person orders about an alarm.
 * @param since source time at which the alarm, or the last one, began; undefined before the first
 * @param now on the clock that the alarm goes by, ms
 * @returns false for an order that is about something else
 * @throws InputError where the alarm is in no state for it, or another one than that which `since` names
 */
export function attend(
  order: Order,
  alarm: Alarm,
  since: number | undefined,
  blindness: BlindAlarm,
  now: number,
): boolean {
  const { attention } = alarm;
  switch (order.do) {
    case 'acknowledge':
      acknowledge(order, alarm, since, blindness, now);
      return true;
    case 'shelve':
      refuseOther(order, since);
      shelve(order, alarm, now);
      return true;
    case 'unshelve':
      attention.unshelve();
      return true;
    case 'out-of-service':
      attention.takeOut(asideOf(order, now));
      return true;
    case 'in-service':
      attention.putBack();
      return true;
    case 'unlatch':
      refuseOther(order, since);
      if (!attention.unlatch()) {
        const why = alarm.active
          ? 'the alarm is still there; it can be unlatched when it is over'
          : 'nothing is latched';
        throw new InputError('control', why);
      }
      return true;
    default:
      return false;
  }
}

/** What was decided about one alarm must not be done to the next. */
function refuseOther({ options: { since } }: Order, ...there: readonly (number | undefined)[]): void {
  if (since === undefined || there.some((one) => one === since)) return;
  throw new InputError('control.since', 'that alarm is over; look at the one that is there now');
}

/**
 * The alarm that began at `since`; without, that of the plant, or with { about: 'guard' } that the guard is blind; without either, both.
 * Where the plant's alarm is put aside while the guard is blind, that is what is told, and what is acknowledged.
 */
function acknowledge(
  order: Order,
  { attention }: Alarm,
  ofPlant: number | undefined,
  blindness: BlindAlarm,
  at: number,
): void {
  const { by } = order;
  const { about, since } = order.options;
  if (about !== undefined && about !== 'plant' && about !== 'guard')
    throw new InputError('control.about', `is ${describe(about)}; give "plant" or "guard", or leave it out`);
  const who = { ...(by !== undefined && { by }), at };
  refuseOther(order, ofPlant, blindness.since);
  const isToldOfGuard = blindness.active && attention.isHushed && since === undefined;
  const isMeant = (began: number | undefined): boolean => since === undefined || since === began;
  if (isMeant(ofPlant) && (about === 'plant' || (about === undefined && !isToldOfGuard))) attention.acknowledge(who);
  if (isMeant(blindness.since) && about !== 'plant') blindness.acknowledge(who);
}

/** For some minutes, or with { once: true } until the alarm is over, and for some minutes at most. */
function shelve(order: Order, alarm: Alarm, now: number): void {
  const { once, minutes } = order.options;
  if (once !== undefined && typeof once !== 'boolean')
    throw new InputError('control.once', `is ${describe(once)}; give true or false`);
  if (once === true && !alarm.active)
    throw new InputError('control.once', 'needs an alarm that is open; give minutes instead');
  const held = once === true && minutes === undefined ? MOST_MINUTES : heldMinutes(order);
  alarm.attention.shelve(now + held * 60_000, once === true, asideOf(order, now));
}

function asideOf({ by, options: { note } }: Order, at: number): Aside {
  if (note !== undefined && (typeof note !== 'string' || note.length > LONGEST_NOTE))
    throw new InputError('control.note', `is ${describe(note)}; give a text of at most ${LONGEST_NOTE} characters`);
  return { at, ...(by !== undefined && { by }), ...(note !== undefined && note !== '' && { note }) };
}
