import type { Severity } from '../../../lib/record/words';
import type { AlertChange } from '../alerts';
import { dittoFeature } from './ditto';
import type { AlarmForm } from './twins';
import type { TwinMessage } from './write';

/** An alert as it leaves in plain form: what is new, and the alarm. What is over has no tags and no evidence. */
export interface AlarmEvent {
  readonly asset: string;
  readonly alert: AlertChange;
  /** Source time, ms since the epoch. */
  readonly time: number;
  readonly since: number;
  readonly kind: string;
  readonly severity: Severity;
  readonly sentence: string;
  readonly alarm?: string;
  readonly pattern?: string;
  readonly confidence?: number;
  readonly tags?: readonly string[];
  readonly evidence?: readonly string[];
  readonly posture?: string;
  /** The name of its OPC UA condition. */
  readonly condition: string;
  /** When a reminder was due, by the clock on the wall, ms since the epoch. */
  readonly due?: number;
}

const FORMS: Readonly<Record<Exclude<AlarmForm, 'plain'>, (event: AlarmEvent) => TwinMessage>> = {
  ditto: (event) => dittoFeature(event.asset, properties(event), idOf(event)),
  'ngsi-ld': ngsiLd,
  sparkplug,
  'opcua-condition': opcuaCondition,
  cloudevents,
};

/**
 * An alarm as an event of the twin that it is about.
 * @throws NoSuchTwin where the asset's name cannot be one of such a twin
 */
export function alarmAs(form: Exclude<AlarmForm, 'plain'>, event: AlarmEvent): TwinMessage {
  return FORMS[form](event);
}

/** The same for all that is told of one alarm. */
function alarmId({ asset, since }: AlarmEvent): string {
  return `${asset}/${since}`;
}

/** A receiver that has seen it drops it: each thing that is told has its own. */
function idOf(event: AlarmEvent): string {
  const { alert, time, due } = event;
  return `${alarmId(event)}/${alert}/${time}${due === undefined ? '' : `/${due}`}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}

function properties(event: AlarmEvent): Readonly<Record<string, unknown>> {
  const { alert, kind, severity, sentence, pattern, confidence, tags, evidence, alarm, posture } = event;
  return {
    active: alert !== 'cleared',
    kind,
    severity,
    sentence,
    since: iso(event.since),
    changed: iso(event.time),
    ...(alarm !== undefined && { alarm }),
    ...(pattern !== undefined && { pattern }),
    ...(confidence !== undefined && { confidence }),
    ...(tags !== undefined && { tags }),
    ...(evidence !== undefined && { evidence }),
    ...(posture !== undefined && { posture }),
  };
}

/** An entity of the type Alert (Smart Data Models), to be put in by a batch upsert. */
function ngsiLd(event: AlarmEvent): TwinMessage {
  const property = (value: unknown): object => ({ type: 'Property', value, observedAt: iso(event.time) });
  const entity = {
    id: `urn:ngsi-ld:Alert:${encodeURIComponent(alarmId(event))}`,
    type: 'Alert',
    category: property('industry'),
    subCategory: property(event.kind),
    severity: property(event.alert === 'cleared' ? 'informational' : event.severity),
    description: property(event.sentence),
    dateIssued: property({ '@type': 'DateTime', '@value': iso(event.since) }),
    active: property(event.alert !== 'cleared'),
    alertSource: { type: 'Relationship', object: event.asset },
  };
  return {
    method: 'POST',
    url: '/ngsi-ld/v1/entityOperations/upsert',
    headers: { 'content-type': 'application/json' },
    payload: [entity],
  };
}

/** Metrics for the device node of node-red-contrib-mqtt-sparkplug-plus, which gives birth to them and numbers them. */
function sparkplug(event: AlarmEvent): TwinMessage {
  const metric = (name: string, value: unknown): object => ({ name: `Alarm/${name}`, value, timestamp: event.time });
  return {
    topic: event.asset,
    payload: {
      metrics: [
        metric('Active', event.alert !== 'cleared'),
        metric('Kind', event.kind),
        metric('Severity', PRIORITY[event.severity]),
        metric('Message', event.sentence),
      ],
    },
  };
}

/** Severity as OPC UA counts it: 1 to 1000 (OPC 10000-5, 6.4.2). */
const PRIORITY: Readonly<Record<Severity, number>> = { low: 300, medium: 600, high: 900 };

/**
 * The fields of an AlarmConditionType (OPC 10000-9, 5.8) as JSON. By SourceName and ConditionName a client knows what it shows already
 * (5.5.2), so these stay when the kind of an alarm becomes another one; that the guard does not see goes on beside it.
 */
function opcuaCondition(event: AlarmEvent): TwinMessage {
  const active = event.alert !== 'cleared';
  const acknowledged = event.alarm === 'acknowledged' || event.alarm === 'normal';
  return {
    topic: event.asset,
    payload: {
      EventType: 'AlarmConditionType',
      EventId: idOf(event),
      SourceName: event.asset,
      ConditionClassName: 'ProcessConditionClassType',
      ConditionSubClassName: [event.kind],
      ConditionName: event.condition,
      BranchId: null,
      Time: iso(event.time),
      Message: event.sentence,
      Severity: PRIORITY[event.severity],
      Retain: active,
      EnabledState: { Id: true },
      ActiveState: { Id: active, TransitionTime: iso(active ? event.since : event.time) },
      AckedState: { Id: acknowledged },
      InputNodes: event.tags ?? [],
    },
  };
}

/** CloudEvents 1.0, structured mode: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
function cloudevents(event: AlarmEvent): TwinMessage {
  return {
    topic: event.asset,
    headers: { 'content-type': 'application/cloudevents+json' },
    payload: {
      specversion: '1.0',
      id: idOf(event),
      source: 'urn:twin-guard',
      type: `io.twin-guard.alarm.${event.alert}`,
      subject: event.asset,
      time: iso(event.time),
      datacontenttype: 'application/json',
      data: properties(event),
    },
  };
}
