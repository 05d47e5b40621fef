import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { ROOT } from './repository';

const CRUISER = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

const Cruise = z.object({
  summary: z.object({
    totalCruised: z.number(),
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
  }),
});

export interface CruiseResult {
  readonly modules: number;
  /** `rule: from → to` */
  readonly violations: readonly string[];
}

/** Runs dependency-cruiser with the repository's rules over folders below `directory`. */
export const cruise = async (directory: string, folders: readonly string[]): Promise<CruiseResult> => {
  const config = join(ROOT, '.dependency-cruiser.cjs');
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [CRUISER, '--config', config, '--output-type', 'json', ...folders],
    { cwd: directory, maxBuffer: MAX_OUTPUT_BYTES },
  );
  const { summary } = Cruise.parse(JSON.parse(stdout));
  const violations = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  return { modules: summary.totalCruised, violations };
};
