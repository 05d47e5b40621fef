import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBundles } from '../../infra/bundle/fresh-bundles';
import { embeddedEngineProblem } from '../../infra/local/engines/dynamodb/embedded-engine';
import { stackProgram } from './stack-program';

/** `npm test`: says at once what is missing where the embedded engine cannot run, then runs jest with all arguments. */
const main = async (): Promise<number> => {
  const problem = process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined ? embeddedEngineProblem() : undefined;
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return 1;
  }
  // Otherwise each of the first stacks and syntheses would make them, side by side.
  if (process.argv.length === 2) {
    stackProgram();
    await ensureBundles();
  }
  const jest = join(__dirname, '..', '..', 'node_modules', '.bin', 'jest');
  const result = spawnSync(jest, process.argv.slice(2), {
    stdio: 'inherit',
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  return result.status ?? 1;
};

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
