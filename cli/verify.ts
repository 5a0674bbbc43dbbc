import { parseArgs } from 'node:util';
import { type AuditReport, verifyAudit } from '../lib/store/audit-check';
import { UsageError } from './command';

export const summary = 'checks the hash chain of an audit log';

const USAGE = `twin-guard verify [--from N] FILE

Checks that no line of an audit log was changed, removed or put in, and prints its head. Compare the head with one that you
noted earlier to find a log whose end was cut off. Exit code 0: whole, 1: broken.

  FILE      for example ~/.node-red/twin-guard/audit.jsonl
  --from N  the log may begin with line N, as older files are kept elsewhere; without it, one that begins late is broken`;

export async function run(argv: readonly string[]): Promise<number> {
  const { help, file, from } = parse(argv);
  if (help) {
    console.log(USAGE);
    return 0;
  }
  const report = await check(file, from);
  const { entries, torn, problems, head } = report;
  for (const problem of problems) console.error(problem);
  const crashes = torn > 0 ? `, ${torn} torn by a crash` : '';
  console.log(`${problems.length === 0 ? 'whole' : 'BROKEN'}: ${entries} entries${crashes}`);
  console.log(`head: ${head.sequence} ${head.hash}`);
  return problems.length === 0 ? 0 : 1;
}

async function check(file: string | undefined, from: number): Promise<AuditReport> {
  if (file === undefined) throw new UsageError('which file? twin-guard verify FILE');
  try {
    return await verifyAudit(file, { from });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function parse(argv: readonly string[]): { help: boolean; file: string | undefined; from: number } {
  try {
    const options = { help: { type: 'boolean', short: 'h' }, from: { type: 'string', default: '1' } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true });
    if (positionals.length > 1) throw new Error('give one file');
    const from = Number(values.from);
    if (!Number.isSafeInteger(from) || from < 1) throw new Error(`--from is ${values.from}; give the number of a line`);
    return { help: values.help === true, file: positionals[0], from };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}
