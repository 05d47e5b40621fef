import { spawn } from 'node:child_process';
import * as z from 'zod';

/** One bundle to start a function with, and whether V8's code of it is handed over as well. */
export interface StartedBundle {
  readonly file: string;
  readonly compiled?: string;
}

/**
 * What a fresh process runs: it loads a bundle, invokes it once, and says what it has spent since it was spawned. As
 * plain JavaScript, so that no loader is measured.
 */
const PROGRAM = `
  const { existsSync, readFileSync, writeFileSync, writeSync } = require('node:fs');
  const { createRequire, wrap } = require('node:module');
  const { dirname } = require('node:path');
  const [, file, compiled] = process.argv;
  const load = () => {
    if (compiled === undefined) return { handler: require(file).handler };
    const { Script } = require('node:vm');
    const cachedData = existsSync(compiled) ? readFileSync(compiled) : undefined;
    const script = new Script(wrap(readFileSync(file, 'utf8')), { filename: file, cachedData });
    const module = { exports: {} };
    script.runInThisContext().call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
    return { handler: module.exports.handler, script: cachedData === undefined ? script : undefined };
  };
  const { handler, script } = load();
  const event = JSON.parse(readFileSync(0, 'utf8'));
  const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 15000 };
  handler(event, context).then((result) => {
    const { user, system } = process.cpuUsage();
    if (script !== undefined) writeFileSync(compiled, script.createCachedData());
    writeSync(3, JSON.stringify({ ms: (user + system) / 1000, result }));
    process.exit(0);
  });
`;

const Measurement = z.object({ ms: z.number(), result: z.object({ statusCode: z.number() }) });

type Measurement = Readonly<z.output<typeof Measurement>>;

/** Starts a function in a process of its own and invokes it once. @throws Error when it does not answer */
export const coldStart = async (
  { file, compiled }: StartedBundle,
  environment: Readonly<Record<string, string>>,
  payload: string,
): Promise<Measurement> => {
  const child = spawn(process.execPath, ['-e', PROGRAM, '--', file, ...(compiled === undefined ? [] : [compiled])], {
    env: { ...environment },
    stdio: ['pipe', 'ignore', 'inherit', 'pipe'],
  });
  const written: Buffer[] = [];
  const [, , , answers] = child.stdio;
  answers?.on('data', (chunk: Buffer) => written.push(chunk));
  child.stdin?.end(payload);
  await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  return Measurement.parse(JSON.parse(Buffer.concat(written).toString()));
};
