import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDirectory } from './engines/storage/directory-lock';
import { readRuntime, removeRuntime, writeRuntime } from './runtime-file';
import { parseStartOptions, START_HELP, type StartOptions } from './start-options';
import { type RunningStack, startStack } from './stack';
import { readyLine, runtimeOf, summary } from './summary';

/** Steps shorter than this are not worth a line. */
const SLOW_STEP_MS = 1_500;
const FORCE_EXIT_MS = 10_000;

/** Names a step on stderr once it takes long, so that a quick start stays quiet. */
const progressReporter = (): { readonly step: (name: string) => void; readonly done: () => void } => {
  let timer: NodeJS.Timeout | undefined;
  const done = (): void => {
    clearTimeout(timer);
  };
  return {
    done,
    step: (name) => {
      done();
      timer = setTimeout(() => process.stderr.write(`${name} …\n`), SLOW_STEP_MS);
    },
  };
};

/** Whoever runs already on this home, in words. */
const lockHome = async (home: string): Promise<{ release(): Promise<void> }> => {
  try {
    return await lockDirectory(join(home, 'stack'));
  } catch {
    const running = readRuntime(home);
    const where = running === undefined ? '' : ` at ${running.url} (pid ${running.pid})`;
    throw new Error(
      `A local stack runs on ${home} already${where}. Stop it, or set PHIDUCIA_HOME to another directory.`,
    );
  }
};

interface Home {
  readonly directory: string;
  readonly release: () => Promise<void>;
}

const openHome = async ({ ephemeral, home }: StartOptions): Promise<Home> => {
  if (!ephemeral) {
    const lock = await lockHome(home);
    return { directory: home, release: () => lock.release() };
  }
  const directory = mkdtempSync(join(tmpdir(), 'phiducia-'));
  return { directory, release: () => rm(directory, { recursive: true, force: true }) };
};

/** One stop on the first signal; the second one does not wait. */
const stopOnSignal = (stop: () => Promise<void>, withParent: boolean): void => {
  let stopping = false;
  const onSignal = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    setTimeout(() => process.exit(1), FORCE_EXIT_MS).unref();
    stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  if (withParent) process.stdin.on('error', onSignal).on('close', onSignal).resume();
};

const run = async (options: StartOptions): Promise<void> => {
  const progress = progressReporter();
  const home = await openHome(options);
  // An ephemeral stack is found under the usual home too, unless another one runs there. One that is kept holds the
  // home's lock: whatever file is there is a dead stack's, even where another process has its number by now.
  const announces = !options.ephemeral || readRuntime(options.home) === undefined;
  let stack: RunningStack | undefined;
  const stop = async (): Promise<void> => {
    if (announces) removeRuntime(options.home);
    await stack?.close();
    await home.release();
  };
  stopOnSignal(stop, options.withParent);
  try {
    stack = await startStack({ ...options, home: home.directory, progress: progress.step });
  } catch (error) {
    await stop();
    throw error;
  } finally {
    progress.done();
  }
  if (announces) writeRuntime(options.home, runtimeOf(stack));
  process.stdout.write(options.json ? readyLine(stack) : summary(stack, home.directory, options));
};

const main = async (): Promise<void> => {
  process.env.TZ = 'UTC';
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const options = parseStartOptions(process.argv.slice(2), process.env);
  if (options.help) process.stdout.write(START_HELP);
  else await run(options);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
