export const summary = 'judges a recording with the layers of the nodes';
export async function run(_argv: readonly string[]): Promise<number> {
  return 0;
}
