import { NO_NAMES } from '../config/names';
import { ANY, furthestOf, isBeyond, leftOf, TOLD, traitOf } from './caps';
import type { Reach } from './exam';
import { type Before, CHANGED, type GateSnapshot, type Pending, type Successor } from './gate-snapshot';
import { type Golden, sealed } from './golden';
import { type KeptGolden, Names } from './kept';
import { type Away, awayOf, type Levels, type Rule, widened, windowsOf } from './levels';
import { paceOf, paceOfLevels } from './pace';
import { Recentring } from './recentring';
import type { Rows } from './rows';

/** So many approvals one after the other can be undone with what was golden before them. */
const MOST_BEFORE = 2;
/** Levels that are kept of a model that waits; the event that it waits names all. */
const MOST_AWAY = 20;

/**
 * What a model that was learned by itself must pass before it judges (paper 1's adaptive security updating): however slowly somebody
 * leads the plant away, each new model is measured against the same golden rows and levels, which only a person replaces.
 */
export class Gate {
  /** The same levels, and where the plant has come back to by itself. */
  been: (levels: Levels) => Levels = (levels) => levels;
  #golden: Golden | undefined;
  #crept: Record<string, number>;
  #before: readonly Before[];
  #pending: Pending | undefined;
  #accepting: string | undefined;
  #told = NO_NAMES;
  /** Of the rows that were looked at last. */
  #seen: readonly Away[] = [];
  #reach: Reach | undefined;
  #centre: Recentring;

  /** @param lost told what was changed or is damaged, and is left out */
  constructor(from: GateSnapshot = {}, lost: (text: string) => void = () => {}) {
    const names = new Names(from.names);
    const whole = (kept: KeptGolden | undefined, text: string): Golden | undefined => {
      const golden = kept && names.restoreGolden(kept);
      if (kept !== undefined && golden === undefined) lost(text);
      return golden;
    };
    this.#golden = whole(
      from.golden,
      `${CHANGED}; the next model that is learned is what later ones are measured against`,
    );
    const known = this.#golden === undefined ? {} : from;
    this.#crept = { ...known.crept };
    this.#reach = known.reach;
    if (known.told !== undefined) this.#told = new Set(known.told);
    this.#centre = new Recentring(known.centre);
    const back = `what a rollback would bring back: ${CHANGED}; the present ones stay`;
    this.#before = (Array.isArray(from.before) ? from.before : []).flatMap((one): Before[] => {
      const golden = whole(one.golden, back);
      return golden === undefined ? [] : [{ ...one, golden }];
    });
    const { pending } = from;
    const waits = `of model version ${pending?.version}, which waits for a person: ${CHANGED}; it does not wait any more`;
    const golden = whole(pending?.golden, waits);
    this.#pending = pending && golden && { ...pending, golden };
    this.#accepting = from.accepting;
  }

  /** What models are measured against; undefined before the first. */
  get golden(): Golden | undefined {
    return this.#golden;
  }

  get pending(): Pending | undefined {
    return this.#pending;
  }

  /** Who said that what comes now is the new normal; undefined when nobody did. */
  get accepting(): string | undefined {
    return this.#accepting;
  }

  /** Versions of models that must stay: the one that waits, and those that were in force before a person accepted another normal. */
  get needed(): number[] {
    const before = this.#before.map(({ version }) => version);
    return this.#pending === undefined ? before : [...before, this.#pending.version];
  }

  /** From now on, until a model comes of it, what the model in force finds strange is learned, too. */
  accept(by: string): void {
    this.#accepting = by;
    this.#pending = undefined;
  }

  /** What is learned from is no new normal any more. */
  stopAccepting(): void {
    this.#accepting = undefined;
  }

  /** What the model that was learned from the golden rows finds of them; undefined before the first exam. */
  get reach(): Reach | undefined {
    return this.#reach;
  }

  /** The first exam since the golden rows were learned. @param reach of the model in force */
  reaches(reach: Reach): void {
    this.#reach ??= reach;
  }

  /** By feature: how far what is judged is moved back, in engineering units, because the plant has moved on. */
  get offsets(): Readonly<Record<string, number>> {
    return this.#centre.offsets;
  }

  /** By feature: how far beyond where it has been judging has followed its level, in its standard deviations. */
  get followed(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#beyond().map(({ feature, by }) => [feature, Number(by.toPrecision(3))]));
  }

  /** From now on other rows are collected. */
  collect(): void {
    this.#centre.collect();
  }

  /** A row has been judged. @returns whether offsets may have changed */
  follow(features: readonly string[], row: ArrayLike<number>, calm: boolean): boolean {
    const levels = this.#golden?.levels;
    if (levels === undefined || this.#accepting !== undefined) return false;
    return this.#centre.add(levels, features, row, calm, (feature) => {
      return leftOf({ feature, trait: 'level' }, this.#crept);
    });
  }

  /** Traits that are so far away somewhere in the rows that a model of them waits for a person. */
  away(rows: Rows): Away[] {
    const levels = this.#golden?.levels;
    if (levels === undefined) return [];
    const all = [...windowsOf(levels, rows)].flatMap((part) => awayOf(levels, part, 'level', ANY));
    return furthestOf([...all, ...this.#went()]).filter((one) => isBeyond(one, this.#crept));
  }

  /** Whether a model of more and more rows has to wait until the plant is back: what has not come back, or has gone too far in small steps. */
  mustWait(rows: Rows): boolean {
    const levels = this.#golden?.levels;
    return levels !== undefined && this.#gone(levels, rows).some((one) => isBeyond(one, this.#crept));
  }

  /**
   * @param rows that are learned from; undefined where the last ones still count
   * @param excusing whether records are normal only because judging follows: then that is told, small as it is, until levels are back
   * @returns what a person has to know of the plant, once: what is away, or nothing any more; undefined for no news
   */
  watch(rows: Rows | undefined, rule: Rule, excusing = false): readonly Away[] | undefined {
    const levels = this.#golden?.levels;
    if (levels === undefined || this.#accepting !== undefined) return undefined;
    if (rows !== undefined) {
      const been = rule === 'return' ? this.been(levels) : levels;
      this.#seen = awayOf(been, rows, rule, ANY).filter((one) => this.#isTold(one, rule));
    }
    const all = this.#beyond().filter((one) => this.#isTold(one, 'level'));
    const followed = this.#moved().filter((one) => excusing || this.#told.has(traitOf(one)));
    all.push(...followed.filter((one) => !all.some((other) => traitOf(other) === traitOf(one))));
    const names = all.length === 0 ? NO_NAMES : new Set(all.map(traitOf));
    all.push(...this.#seen.filter((one) => !names.has(traitOf(one))));
    const isNews = all.some((one) => !this.#told.has(traitOf(one))) || (all.length === 0 && this.#told.size > 0);
    this.#told = all.length === 0 ? NO_NAMES : new Set(all.map(traitOf));
    return isNews ? all : undefined;
  }

  /** Whether it is far enough away to be told, with how far it had crept before; what was told already, until it is half as far. */
  #isTold(one: Away, rule: Rule): boolean {
    const least = TOLD[rule][one.trait];
    const by = Math.abs(one.by);
    return by > least / 2 && (this.#told.has(traitOf(one)) || by + (this.#crept[traitOf(one)] ?? 0) > least);
  }

  /**
   * The rows are what models are measured against from now on.
   * @param version of the model that was in force until now; undefined where a rollback to it does not bring back what was golden
   * @param learned all rows that the model in force was learned from, where they are at hand
   */
  adopt(golden: Golden, version?: number, learned?: Rows): void {
    if (this.#golden !== undefined && version !== undefined) {
      const present = { golden: this.#golden, version, crept: this.#crept, reach: this.#reach };
      this.#before = [...this.#before, present].slice(-MOST_BEFORE);
    }
    this.#golden = golden;
    this.#crept = {};
    this.#reach = undefined;
    this.#centre.begin(learned && paceOf(learned, golden.levels));
    this.#pending = undefined;
    this.#told = NO_NAMES;
    this.#seen = [];
  }

  /**
   * What is to be measured against once a model that was learned by itself judges.
   * @param own golden rows and levels of its rows
   * @param grown whether it is of more and more rows: what has been and has come back is where levels have been
   */
  after(own: Golden, rows: Rows, grown: boolean): Successor {
    if (this.#golden === undefined) return { golden: own };
    const { levels, by } = this.#golden;
    if (!grown) return { golden: own, pace: paceOf(rows, levels) };
    const crept = { ...this.#crept };
    const been = widened(levels, rows).of;
    for (const off of this.#gone(levels, rows)) {
      const before = crept[traitOf(off)] ?? 0;
      // All that is usual from now on counts, not only how far the present is beyond what varies.
      const more = off.trait === 'spread' && been[off.feature]!.lively! / levels.of[off.feature]!.lively! - 1;
      crept[traitOf(off)] = before + (more === false ? Math.abs(off.by) : more * (1 + before));
    }
    const known = { ...own.levels.of, ...been };
    const { by: _, ...rest } = own;
    const golden = { ...rest, ...(by !== undefined && { by }), levels: { block: levels.block, of: known } };
    return { golden: sealed(golden), crept, pace: paceOf(rows, golden.levels) };
  }

  /** A model that was learned by itself judges from now on. Of other rows than those before only where it was learned is new. */
  succeed({ golden, crept, pace }: Successor): void {
    if (this.#golden === undefined) return;
    this.#centre.goOn(pace ?? paceOfLevels(golden.levels));
    if (crept === undefined) return;
    this.#crept = { ...crept };
    this.#golden = golden;
  }

  /** A model waits for a person. */
  hold(pending: Pending): void {
    this.#pending = { ...pending, away: pending.away.slice(0, MOST_AWAY) };
  }

  /** Nothing waits any more. */
  release(): void {
    this.#pending = undefined;
  }

  /**
   * An older model is in force again: what it was measured against is golden again.
   * @returns whether that is other than what was golden until now
   */
  rolledBack(version: number): boolean {
    this.#pending = undefined;
    this.#accepting = undefined;
    this.#centre.begin();
    const at = this.#before.findIndex((one) => version <= one.version);
    if (at < 0) return false;
    const { golden, crept, reach } = this.#before[at]!;
    this.#golden = golden;
    this.#crept = { ...crept };
    this.#reach = reach;
    this.#before = this.#before.slice(0, at);
    this.#told = NO_NAMES;
    this.#seen = [];
    return true;
  }

  /** Nothing is known any more. */
  reset(): void {
    this.#golden = undefined;
    this.#before = [];
    this.#pending = undefined;
    this.#accepting = undefined;
    this.#crept = {};
    this.#told = NO_NAMES;
    this.#seen = [];
    this.#reach = undefined;
    this.#centre = new Recentring();
  }

  snapshot(): GateSnapshot {
    const names = new Names();
    const kept = <T extends { readonly golden: Golden }>(one: T): Omit<T, 'golden'> & { golden: KeptGolden } => {
      return { ...one, golden: names.keepGolden(one.golden) };
    };
    const before = this.#before.map(kept);
    const pending = this.#pending && kept(this.#pending);
    return {
      ...(this.#golden && { golden: names.keepGolden(this.#golden) }),
      ...(Object.keys(this.#crept).length > 0 && { crept: this.#crept }),
      ...(before.length > 0 && { before }),
      ...(pending && { pending }),
      ...(this.#accepting !== undefined && { accepting: this.#accepting }),
      ...(this.#told.size > 0 && { told: [...this.#told] }),
      ...(this.#reach && { reach: this.#reach }),
      ...(this.#golden && { centre: this.#centre.snapshot() }),
      ...(names.all.length > 0 && { names: names.all }),
    };
  }

  /** What has not come back. How lively a feature is is told as a part of how lively it was: of what it was first, what has crept makes it more. */
  #gone(levels: Levels, rows: Rows): Away[] {
    return awayOf(this.been(levels), rows, 'return', ANY).map((one) => {
      return one.trait === 'level' ? one : { ...one, by: one.by * (1 + (this.#crept[traitOf(one)] ?? 0)) };
    });
  }

  /** How far levels went while rows were collected. */
  #went(): Away[] {
    return Object.entries(this.#golden?.levels.of ?? {}).map(([feature, level]): Away => {
      const { by, now } = this.#centre.went(feature, level);
      return { feature, trait: 'level', by: by / level.spread, now, was: level.center };
    });
  }

  /** Levels that are beyond where they were while the model in force learned, but for those that are far less so than others. */
  #moved(): Away[] {
    const all = Object.entries(this.#golden?.levels.of ?? {}).flatMap(([feature, { spread }]): Away[] => {
      const moved = this.#centre.moved(feature);
      return moved === undefined ? [] : [{ feature, trait: 'level', ...moved, by: moved.by / spread }];
    });
    const most = Math.max(...all.map(({ by }) => Math.abs(by)));
    return all.filter(({ by }) => Math.abs(by) >= most / 2);
  }

  /** Levels that the judging has followed beyond where they have been. */
  #beyond(): Away[] {
    return Object.entries(this.#golden?.levels.of ?? {}).flatMap(([feature, level]): Away[] => {
      const followed = this.#centre.followed(feature, level);
      if (followed === undefined || followed.by === 0) return [];
      return [{ feature, trait: 'level', by: followed.by / level.spread, now: followed.now, was: level.center }];
    });
  }
}
