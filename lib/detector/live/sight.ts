import { InputError } from '../../input';
import type { LayerContext } from '../../layer/layer';
import type { TwinRecord } from '../../record/record';
import type { RecordJudge } from './record-judge';

/** Lets the model in force judge live records, and tells when it cannot, when it can again, and what it learned of the plant. */
export class Sight {
  readonly #context: LayerContext;
  readonly #missing: number;
  #blind: string | undefined;

  /** @param missing share that may be missing, see RecordJudge.judge */
  constructor(context: LayerContext, missing: number) {
    this.#context = context;
    this.#missing = missing;
  }

  /** Why the last record could not be judged; told once per spell. */
  get blind(): string | undefined {
    return this.#blind;
  }

  /** Another model is in force: nothing is known of what it can judge. */
  anew(): void {
    this.#blind = undefined;
  }

  /** @param row of the record, in the order of the features @returns whether it could be judged */
  judge(inForce: RecordJudge, record: TwinRecord, features: readonly string[], row: Float64Array): boolean {
    const problem = inForce.judge(record, features, row, this.#missing);
    if (problem === undefined && inForce.restarted) {
      this.#tell('window-restarted', record.time, { text: 'records are missing; the window starts anew' });
    }
    const news = inForce.news();
    if (news !== undefined) this.#tell('relation-changed', record.time, { text: news });
    if (problem !== undefined) record.verdict = 'fault';
    else if (record.verdict === 'learning' && record.score !== undefined) delete record.verdict;
    if (problem !== undefined && this.#blind === undefined) {
      this.#tell('cannot-judge', record.time, { text: problem });
      this.#context.fail(new InputError('payload.values', `cannot be judged: ${problem}; check the source`));
    } else if (problem === undefined && this.#blind !== undefined) this.#tell('judging-again', record.time, {});
    this.#blind = problem;
    return problem === undefined;
  }

  #tell(event: string, time: number, facts: Record<string, unknown>): void {
    this.#context.emit('event', { event, time, ...facts });
  }
}
