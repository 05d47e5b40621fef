import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import * as z from 'zod';
import { putOnDiets } from '../../infra/bundle/diet';
import { POWERTOOLS_DIETS } from '../../infra/bundle/powertools-diets';
import type { Measured } from './measured';

const BAR = 3.5;

const Figures = z.object({ ratio: z.number(), ours: z.number(), peer: z.number() });

/** As functions are deployed: one file, and Powertools on its diet. */
const bundle = (program: string): Promise<unknown> =>
  build({
    entryPoints: [join(__dirname, 'pipeline-program.ts')],
    outfile: program,
    ...{ bundle: true, platform: 'node', target: 'node20', format: 'cjs', mainFields: ['module', 'main'] },
    plugins: [{ name: 'powertools', setup: (bundled) => void putOnDiets(bundled, POWERTOOLS_DIETS) }],
  });

/** In a process of its own, because the log is its standard output, which nobody reads. */
const run = async (program: string): Promise<z.output<typeof Figures>> => {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  const written: Buffer[] = [];
  child.stdio[3]?.on('data', (chunk: Buffer) => written.push(chunk));
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return Figures.parse(JSON.parse(Buffer.concat(written).toString()));
};

const figures = async (): Promise<z.output<typeof Figures>> => {
  const folder = mkdtempSync(join(tmpdir(), 'phiducia-bench-'));
  try {
    const program = join(folder, 'pipeline.js');
    await bundle(program);
    return await run(program);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

/** CPU time of a request in the pipeline over the same in one hand-written function; stores and answer are in memory. */
export const pipelineOverhead = async (): Promise<readonly Measured[]> => {
  const { ratio, ours, peer } = await figures();
  const times = 1 / ratio;
  return [
    {
      figure: 'a request through the pipeline (parse, checks, one log line, two metrics), ÷ hand-written',
      bar: `≤ ${BAR}`,
      measured: `${times.toFixed(2)} (${ours.toFixed(1)} µs, peer ${peer.toFixed(1)} µs)`,
      passes: times <= BAR,
    },
  ];
};
