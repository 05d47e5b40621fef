import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod';
import { parseFernetKey } from '../../shared/crypto/fernet';
import { homeOf } from './home';
import { makeFernetToken } from './legacy/make-fernet-token';
import { FERNET_SECRET_PREFIX, LOCAL_REGION } from './local-resources';
import { readRuntime } from './runtime-file';
import { coveredEntities } from './seed/covered-entities';

const HELP = `Usage: npm run --silent fernet-token -- TEXT

Prints TEXT as a legacy Fernet token under the demo key of covered entity A, for POST /hipaa/rewrap.
PHIDUCIA_HOME names the directory of the stack, if it is not .local/.
`;

const Secret = z.object({ keys: z.array(z.string()).min(1) });

const newestKey = async (endpoint: string | undefined) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SecretsManagerClient({ endpoint, region: LOCAL_REGION, credentials });
  const command = new GetSecretValueCommand({ SecretId: `${FERNET_SECRET_PREFIX}${coveredEntities.a}` });
  const { SecretString = '' } = await client.send(command);
  client.destroy();
  return parseFernetKey(Secret.parse(JSON.parse(SecretString)).keys[0] ?? '');
};

const main = async (): Promise<void> => {
  const [text, ...others] = process.argv.slice(2);
  if (text === '--help') {
    process.stdout.write(HELP);
    return;
  }
  if (text === undefined || others.length > 0) throw new Error('Give one text. See npm run fernet-token -- --help.');
  const home = homeOf(process.env);
  const runtime = readRuntime(home);
  if (runtime === undefined) throw new Error(`No local stack runs on ${home}. Start it with npm start.`);
  const key = await newestKey(runtime.environment.AWS_ENDPOINT_URL_SECRETS_MANAGER);
  if (key === undefined) throw new Error('The demo key of covered entity A is no Fernet key.');
  process.stdout.write(`${makeFernetToken(key, text, new Date())}\n`);
};

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
