import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { isAlive } from '../../infra/local/runtime-file';
import { LocalStack } from './local-stack';
import { Tenants } from './tenants';
import { attachedTo, type StackProcess, startStackProcess } from './stack-process';

const HOMES = resolve(__dirname, '../../.build/local/shared');

/** Of this jest worker: test files have modules of their own, and this is what outlives them. */
const KEPT = 'phiducia.shared-stack';

type Kept = Pick<StackProcess, 'pid' | 'ready'>;

/** Stacks end with their jest worker; what they leave on disk goes with the next run. */
const removeHomesOfOthersThatEnded = (): void => {
  mkdirSync(HOMES, { recursive: true });
  const ended = readdirSync(HOMES).filter((pid) => !isAlive(Number(pid)));
  for (const pid of ended) rmSync(join(HOMES, pid), { recursive: true, force: true });
};

const running = async (): Promise<{ readonly process: StackProcess; readonly home: string }> => {
  const home = join(HOMES, String(process.pid));
  const text = getEnvironmentData(KEPT);
  if (typeof text === 'string') {
    const { pid, ready } = JSON.parse(text) as Kept;
    if (isAlive(pid) && existsSync(home)) return { process: attachedTo(pid, ready), home };
  }
  removeHomesOfOthersThatEnded();
  rmSync(home, { recursive: true, force: true });
  const { pid, ready } = await startStackProcess({ home, background: false, waitedFor: false });
  setEnvironmentData(KEPT, JSON.stringify({ pid, ready } satisfies Kept));
  return { process: attachedTo(pid, ready), home };
};

/**
 * The stack that test files of one jest worker use one after the other, with its functions warm: for suites that
 * neither restart it nor break what it keeps. Each has covered entities and users of its own. Without functions of
 * streams and schedules: polling, it would use CPU while others run. `stop()` leaves it as it is; who takes it next
 * gets it without faults, at the true time.
 */
export const sharedStack = async (): Promise<LocalStack> => {
  const { process, home } = await running();
  const tenants = new Tenants();
  const stack = LocalStack.over(process, home, tenants);
  // What a suite that failed half-way left switched on must not fail the next.
  await stack.faults.clear();
  await stack.clock.set(0);
  await tenants.putAgreementsOnFile(stack);
  return stack;
};
