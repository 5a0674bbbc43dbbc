/** Some assets, or all but some. */
class Assets {
  readonly #these = new Set<string>();
  #but: ReadonlySet<string> | undefined;

  add(asset: string): void {
    this.#these.add(asset);
  }

  addAllBut(but: ReadonlySet<string>): void {
    this.#but = this.#but === undefined ? but : new Set([...but].filter((asset) => this.#but!.has(asset)));
  }

  has(asset: string): boolean {
    return this.#these.has(asset) || this.#but?.has(asset) === false;
  }
}

/**
 * What entries of the log are about that are newer than the one at hand. What they are about is a path from the whole to the part:
 * ['set', 'least', 'T1'] is the tag T1 of the setting least.
 */
export class Newer {
  /** By node and path: of which assets something newer is about exactly that, and about that or a part of it. */
  readonly #exactly = new Map<string, Assets>();
  readonly #within = new Map<string, Assets>();

  note(node: string, asset: string, path: readonly string[]): void {
    this.#note(node, path, (assets) => assets.add(asset));
  }

  /** @param but the assets that did not follow */
  noteAllBut(node: string, but: ReadonlySet<string>, path: readonly string[]): void {
    this.#note(node, path, (assets) => assets.addAllBut(but));
  }

  /** Whether something newer is about the same, about a part of it, or about something that it is part of. */
  has(node: string, asset: string, path: readonly string[]): boolean {
    const [same, ...wholes] = wholesOf(node, path);
    if (this.#within.get(same!)?.has(asset) === true) return true;
    return wholes.some((whole) => this.#exactly.get(whole)?.has(asset) === true);
  }

  #note(node: string, path: readonly string[], add: (assets: Assets) => void): void {
    const wholes = wholesOf(node, path);
    add(at(this.#exactly, wholes[0]!));
    for (const whole of wholes) add(at(this.#within, whole));
  }
}

/** The path itself, then what it is part of, as keys. */
function wholesOf(node: string, path: readonly string[]): string[] {
  return path.map((_, i) => JSON.stringify([node, ...path.slice(0, path.length - i)]));
}

function at(all: Map<string, Assets>, key: string): Assets {
  let assets = all.get(key);
  if (assets === undefined) {
    assets = new Assets();
    all.set(key, assets);
  }
  return assets;
}
