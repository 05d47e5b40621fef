import { spawn } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { ROOT } from '../../infra/bundle/bundle-handlers';
import type { Measured } from './measured';

const BAR = 3.5;

const Figures = z.object({ ratio: z.number(), ours: z.number(), peer: z.number() });

/** In a process of its own, because the log is its standard output, which nobody reads. */
const figures = async (): Promise<z.output<typeof Figures>> => {
  const program = join(__dirname, 'pipeline-program.ts');
  const child = spawn(process.execPath, ['-r', 'esbuild-register', program], {
    cwd: ROOT,
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

/** CPU time of a request in the pipeline over the same in one hand-written function; stores and answer are in memory. */
export const pipelineOverhead = async (): Promise<readonly Measured[]> => {
  const { ratio, ours, peer } = await figures();
  const times = 1 / ratio;
  return [
    {
      figure: 'a request through the pipeline (parse, checks, one log line, one metric), ÷ hand-written',
      bar: `≤ ${BAR}`,
      measured: `${times.toFixed(2)} (${ours.toFixed(1)} µs, peer ${peer.toFixed(1)} µs)`,
      passes: times <= BAR,
    },
  ];
};
