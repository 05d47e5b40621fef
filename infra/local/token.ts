import { parseArgs } from 'node:util';
import { runCommand } from '../ops/operator/command-error';
import { DEPLOYED_TOKEN_HELP, deployedToken } from '../ops/operator/deployed-token';
import { readRuntime } from './runtime-file';
import { DEMO_PASSWORD, demoUsers } from './seed/demo-users';
import { signIn, type Tokens } from './sign-in';
import { homeOf } from './home';

const HELP = `Usage: npm run --silent token -- EMAIL [--id | --refresh] [--password PASSWORD]
       npm run --silent token -- --stage STAGE --email EMAIL

Signs in to the running local stack and prints the access token alone.

  --id         print the ID token instead
  --refresh    print the refresh token instead
  --password   default: the password of the demo users
  --help       show this

Users: ${demoUsers.map(({ email }) => email).join(', ')}
PHIDUCIA_HOME names the directory of the stack, if it is not .local/.
With --stage: signs in to a deployed stage; --stage STAGE --help says how.
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

const argumentsOf = (argv: readonly string[]) => {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        id: { type: 'boolean', default: false },
        refresh: { type: 'boolean', default: false },
        password: { type: 'string', default: DEMO_PASSWORD },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch {
    throw new UsageError('Unknown option. See npm run --silent token -- --help.');
  }
};

const kindOf = ({ id, refresh }: { readonly id: boolean; readonly refresh: boolean }): keyof Tokens => {
  if (id && refresh) throw new UsageError('Choose one of --id and --refresh.');
  if (id) return 'id';
  return refresh ? 'refresh' : 'access';
};

const main = async (argv: readonly string[]): Promise<void> => {
  const { values, positionals } = argumentsOf(argv);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [email, ...others] = positionals;
  if (email === undefined || others.length > 0) throw new UsageError('Name one user, such as admin@demo.test.');
  const kind = kindOf(values);
  const home = homeOf(process.env);
  const runtime = readRuntime(home);
  if (runtime === undefined) throw new UsageError(`No local stack runs on ${home}. Start it with npm start.`);
  const tokens = await signIn(runtime, email, values.password);
  process.stdout.write(`${tokens[kind]}\n`);
};

const argv = process.argv.slice(2);
const isDeployed = argv.some((argument) => argument === '--stage' || argument.startsWith('--stage='));

if (isDeployed) runCommand(() => deployedToken(argv, process.env), DEPLOYED_TOKEN_HELP);
else {
  main(argv).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  });
}
