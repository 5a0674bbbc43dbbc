import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

/** Machines of kernels that a process has made, after a script. */
function machinesAfter(script: string): number {
  const counted = `const { Instance } = WebAssembly; let made = 0;
    WebAssembly.Instance = new Proxy(Instance, { construct: (of, all) => { made++; return new of(...all); } });
    ${script}; console.log(made);`;
  return Number(execFileSync(process.execPath, ['-e', counted], { encoding: 'utf8' }));
}

describe('the kernels of linear algebra', () => {
  for (const [file, use] of [
    ['matrix', 'invertPositive(Float64Array.of(4), 1)'],
    ['normal-equations', 'new NormalEquations(1).solve([1])'],
  ] as const) {
    it(`are made when ${file} needs them, not when it is imported`, () => {
      const from = JSON.stringify(require.resolve(`../../../lib/math/${file}`));
      const name = /\w+(?=\()/.exec(use)![0];
      assert.equal(machinesAfter(`const { ${name} } = require(${from})`), 0);
      assert.equal(machinesAfter(`const { ${name} } = require(${from}); ${use}`), 1);
    });
  }
});
