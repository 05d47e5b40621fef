import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { embeddedEngineProblem } from '../../infra/local/engines/dynamodb/embedded-engine';

/** `npm test`: says at once what is missing where the embedded engine cannot run, then runs jest with all arguments. */
const main = (): number => {
  const problem = process.env.AWS_ENDPOINT_URL_DYNAMODB === undefined ? embeddedEngineProblem() : undefined;
  if (problem !== undefined) {
    process.stderr.write(`${problem}\n`);
    return 1;
  }
  const jest = join(__dirname, '..', '..', 'node_modules', '.bin', 'jest');
  const result = spawnSync(jest, process.argv.slice(2), {
    stdio: 'inherit',
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
  });
  return result.status ?? 1;
};

process.exitCode = main();
