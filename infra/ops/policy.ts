import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../bundle/bundle-handlers';
import { approvedRegionsIn } from '../config/approved-regions';
import { ConfigurationError } from '../config/configuration-error';
import { serviceControlPolicy } from '../guards/service-control-policy';

const HELP = `Usage: npm run --silent policy

Prints a service control policy for AWS Organizations as JSON: nobody in the account it is attached to does anything
outside the approved Regions of cdk.json, but for global services, or sends copies of keys, secrets, or buckets there.

  npm run --silent policy > policy.json
  aws organizations create-policy --type SERVICE_CONTROL_POLICY --name phiducia-regions --description "Approved Regions" \\
    --content file://policy.json
  aws organizations attach-policy --policy-id <the id it printed> --target-id <account or organizational unit>

It bounds every workload of the account: attach it to the account that Phiducia has to itself. It does not bind the
management account of the organization.

  --help   show this

Exit status: 0 printed; 1 cdk.json is wrong; 2 wrong usage.
`;

const helpAsked = (argv: readonly string[]): boolean | undefined => {
  try {
    return parseArgs({ args: [...argv], options: { help: { type: 'boolean', short: 'h', default: false } } }).values
      .help;
  } catch {
    return undefined;
  }
};

/** `npm run policy`. */
const main = (): number => {
  const help = helpAsked(process.argv.slice(2));
  if (help !== false) {
    (help === undefined ? process.stderr : process.stdout).write(HELP);
    return help === undefined ? 2 : 0;
  }
  try {
    const cdkJson: unknown = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
    process.stdout.write(`${JSON.stringify(serviceControlPolicy(approvedRegionsIn(cdkJson)), null, 2)}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
};

process.exitCode = main();
