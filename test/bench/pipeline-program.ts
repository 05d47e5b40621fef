import { writeSync } from 'node:fs';
import type { Context } from 'aws-lambda';
import { Exchange } from '../../functions/_pipeline/exchange';
import { pipeline } from '../../functions/_pipeline/operation';
import { routes } from '../../shared/api/routes/routes';
import { createLogger } from '../../shared/observability/logger';
import { createMetrics } from '../../shared/observability/metrics';
import { decryptValue } from '../../shared/application/decrypt-value';
import { phiCall } from '../support/memory-custody';
import { CONTEXT, PipelineBench } from '../support/pipeline-bench';
import { proxyEvent } from '../support/proxy-event';
import { REQUEST } from '../support/synthetic-parties';
import { handWritten } from './hand-written-peer';
import { compare } from './measure';

/** Where the parent reads the figures; standard output is the log. */
const FIGURES = 3;

const TIMES = new Set(['timestamp', 'Timestamp', 'duration_ms']);

/** What is written to standard output meanwhile, without its times. */
const linesOf = async (work: () => Promise<unknown>): Promise<readonly string[]> => {
  const lines: string[] = [];
  const { write } = process.stdout;
  process.stdout.write = (chunk: string | Uint8Array) => {
    const line: unknown = JSON.parse(String(chunk));
    return lines.push(JSON.stringify(line, (key, value: unknown) => (TIMES.has(key) ? undefined : value))) > 0;
  };
  await work();
  process.stdout.write = write;
  return lines;
};

/** Compares the pipeline with a hand-written handler around the same answer, which costs nothing. */
const main = async (): Promise<void> => {
  const bench = Object.assign(PipelineBench.inForce(), { logger: createLogger(), metrics: createMetrics('bench') });
  const body = { ciphertext: await bench.sealed(), context: CONTEXT, purpose: 'treatment' as const };
  const released = await decryptValue(bench, phiCall(), body);
  const run = pipeline('decryptValue', { handle: () => Promise.resolve(released) }, () => bench);
  const event = proxyEvent({ body: JSON.stringify(body) });
  const ours = async () => run(new Exchange('decryptValue', routes.decryptValue, event, REQUEST, bench), {} as Context);
  const peer = async () =>
    handWritten(bench, event, () => Promise.resolve('body' in released ? released.body : undefined));
  const [mine, theirs] = [await ours(), await peer()];
  if (mine.statusCode !== 200 || mine.body !== theirs.body) throw new Error('The answers differ.');
  const [lines, peerLines] = [await linesOf(ours), await linesOf(peer)];
  if (lines.length !== 3 || lines.join() !== peerLines.join()) throw new Error('The lines written differ.');
  const repeat = (work: () => Promise<unknown>) => async (times: number) => {
    for (let time = 0; time < times; time += 1) await work();
  };
  writeSync(FIGURES, JSON.stringify(await compare(repeat(ours), repeat(peer))));
};

void main();
