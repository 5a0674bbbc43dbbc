/** Reads the answers of nodes to the order status: what is not there, or another thing than expected, is not shown. */

export type Report = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function numberOf(report: Report, name: string): number | undefined {
  const value = report[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

export function textOf(report: Report, name: string): string | undefined {
  const value = report[name];
  return typeof value === 'string' ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
