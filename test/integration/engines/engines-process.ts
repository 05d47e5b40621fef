import { startEngines } from '../../../infra/local/engines/engines';
import { enginesOptions } from './engines-options';

/** Run as a process of its own, to be killed: starts all engines on a directory and prints their environment. */
async function main(directory: string): Promise<void> {
  const { environment, dynamodb } = await startEngines(enginesOptions(directory));
  process.stdout.write(`${JSON.stringify({ ...environment, upstream: dynamodb.upstreamUrl })}\n`);
}

void main(process.argv[2] ?? '');
