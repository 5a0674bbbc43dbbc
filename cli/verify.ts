import { verifyAudit } from '../lib/store/audit-check';

export const summary = 'verify FILE: checks the hash chain of an audit log';

/** @returns exit code: 0 whole, 1 broken, 2 no such file */
export async function run(args: readonly string[]): Promise<number> {
  const [file, ...rest] = args;
  if (file === undefined || rest.length > 0) {
    console.error('Which file? twin-guard verify FILE, for example ~/.node-red/twin-guard/audit.jsonl');
    return 2;
  }
  let report: Awaited<ReturnType<typeof verifyAudit>>;
  try {
    report = await verifyAudit(file);
  } catch (error) {
    console.error((error as Error).message);
    return 2;
  }
  const { entries, torn, problems, head } = report;
  for (const problem of problems) console.error(problem);
  const crashes = torn > 0 ? `, ${torn} line${torn > 1 ? 's' : ''} torn by a crash` : '';
  console.log(`${problems.length === 0 ? 'whole' : 'BROKEN'}: ${entries} entries${crashes}`);
  console.log(`head: ${head.sequence} ${head.hash}`);
  return problems.length === 0 ? 0 : 1;
}
