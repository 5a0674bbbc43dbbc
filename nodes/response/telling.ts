import type { LayerContext } from '../../lib/layer/layer';
import type { Speaker } from '../../lib/speech/speak';
import type { Alert, Over } from './alerts';
import type { ResponseConfig } from './config';
import type { Situation } from './situation';
import type { AlarmEvent } from './write-back/alarm';
import { alertMessage } from './write-back/alert-message';

/** Alerts as they leave for people and other systems, each with an event that says so. */
export class Telling {
  constructor(
    private readonly form: ResponseConfig['alertForm'],
    private readonly context: LayerContext,
    private readonly speak: Speaker,
  ) {}

  /** @param alert 'suppressed': one too many @param time source time */
  alert(alert: Alert | 'suppressed', situation: Situation, time: number): void {
    const { commands: _commands, ...told } = situation;
    if (alert !== 'suppressed') this.#leave({ asset: this.context.asset, ...alert, time, ...told });
    const event = alert === 'suppressed' ? 'alert-suppressed' : `alert-${alert.alert}`;
    const { kind, severity, pattern, confidence, since, tags, sentence, evidence, posture } = situation;
    const guarded = posture && { posture };
    this.#tell(event, time, { kind, severity, pattern, confidence, since, tags, sentence, evidence, ...guarded });
  }

  over(over: Over, asset: string, time: number): void {
    const { sentence } = this.speak({ sentence: `The alarm of ${asset} is over.` });
    this.#leave({ asset, alert: 'cleared', time, ...over, sentence });
    const { condition: _name, ...facts } = over;
    this.#tell('alert-cleared', time, facts);
  }

  #leave(event: AlarmEvent): void {
    const made = alertMessage(this.form, event);
    if (made.why !== undefined) this.#tell('alert-form', event.time, { text: made.why });
    this.context.emit('alert', made.payload);
  }

  #tell(event: string, time: number, facts: object): void {
    this.context.emit('event', { ...facts, event, time });
  }
}
