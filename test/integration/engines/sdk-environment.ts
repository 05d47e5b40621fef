import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FaultRegistry } from '../../../infra/local/engines/faults/fault-registry';

/** Where there is no embedded DynamoDB engine, whoever runs the tests names another; tests set the variable anew. */
export const GIVEN_DYNAMODB_ENDPOINT = process.env.AWS_ENDPOINT_URL_DYNAMODB;

/** What the SDK reads besides the endpoints: no profile files, no retries (a test asks for them by name). */
Object.assign(process.env, {
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_MAX_ATTEMPTS: '1',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
});

/** Makes a client as the functions do, without `endpoint`: the environment alone leads it to an engine. */
export function clientOf<C>(Client: new (configuration: object) => C, variable: string, url: string): C {
  process.env[`AWS_ENDPOINT_URL_${variable}`] = url;
  return new Client({});
}

/** A clock that tests move. */
export class MovableClock {
  offset = 0;
  readonly now = (): Date => new Date(Date.now() + this.offset);
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What every engine takes. */
export function engineSettings(clock = new MovableClock()) {
  return { region: 'us-east-1', accountId: '000000000000', now: clock.now, faults: new FaultRegistry() };
}

export async function withTemporaryDirectory(run: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'phiducia-engines-'));
  try {
    await run(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
