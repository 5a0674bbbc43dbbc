import { openEngine } from '../../engine/catalogue';
import type { Dataset, Engine } from '../../engine/engine';
import type { EngineId } from '../../engine/ids';
import type { Blueprint } from '../../score/blueprint';
import { outputsOf } from '../../score/parts';
import type { Model } from '../models/model';
import type { Answers } from './deferred-scorer';

/**
 * The chosen engine as judge of live records: opened once, asked for many windows at a time. When it cannot run, or
 * fails, the built-in engine judges instead: a slower or other engine must never leave a twin unguarded.
 */
export class RemoteJudge {
  /** What really judges; undefined while it is the built-in engine. */
  device: string | undefined;
  readonly #engine: Promise<Engine | undefined>;
  readonly #tell: (event: string, facts: Record<string, unknown>) => void;
  #failed = false;

  /** @param tell says what a person should know: that it cannot run or has failed, and why */
  constructor(id: EngineId, folders: readonly string[], tell: (event: string, facts: Record<string, unknown>) => void) {
    this.#tell = tell;
    this.#engine = openEngine(id, folders).then(
      (engine) => {
        this.device = engine.device;
        return engine;
      },
      (error: Error) => {
        tell('engine-refused', { engine: id, text: `records are judged by the built-in engine: ${error.message}` });
        return undefined;
      },
    );
  }

  /** The network's outputs for each window; undefined when the built-in engine has to do it. */
  async ask(model: Model, windows: readonly Float32Array[]): Promise<Answers | undefined> {
    const engine = this.#failed || windows.length === 0 ? undefined : await this.#engine;
    if (engine === undefined) return undefined;
    const { blueprint, fitted } = model;
    try {
      return await engine.predict(blueprint.graph, fitted.weights, dataset(windows, blueprint), readBy(blueprint));
    } catch (error) {
      this.#failed = true;
      this.device = undefined;
      this.#tell('engine-failed', {
        text: `records are judged by the built-in engine from now on: ${(error as Error).message}`,
      });
      return undefined;
    }
  }

  async close(): Promise<void> {
    await (await this.#engine)?.close();
  }
}

/** Every output that judging reads. */
function readBy({ parts, shown }: Blueprint): string[] {
  return [...new Set([...outputsOf(parts), ...(shown ?? [])])];
}

/** Windows one after the other. The row that training would predict is not there: any row stands in, nothing reads it. */
function dataset(windows: readonly Float32Array[], { window, graph }: Blueprint): Dataset {
  const size = windows[0]!.length;
  const rows = new Float32Array(windows.length * size);
  for (const [i, values] of windows.entries()) rows.set(values, i * size);
  const predicts = graph.nodes.some((node) => node.op === 'input' && node.name === 'next');
  return {
    rows,
    width: size / window,
    starts: Int32Array.from(windows.keys(), (i) => i * window),
    inputs: { window: { offset: 0, length: window }, ...(predicts && { next: { offset: window - 1, length: 1 } }) },
  };
}
