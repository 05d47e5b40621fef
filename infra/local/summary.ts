import { homeOf } from './home';
import type { Runtime } from './runtime-file';
import { coveredEntities } from './seed/covered-entities';
import { DEMO_PASSWORD, demoUsers } from './seed/demo-users';
import type { RunningStack } from './stack';
import type { StartOptions } from './start-options';

/** The one line for scripts. */
export const readyLine = ({ url, clientId, issuer, kid, log, region }: RunningStack): string =>
  `READY ${JSON.stringify({ url, client_id: clientId, issuer, kid, log, region, covered_entities: coveredEntities })}\n`;

type SummaryOptions = Pick<StartOptions, 'home' | 'ephemeral'>;

/** What people need to know. */
export const summary = ({ url, log }: RunningStack, directory: string, { home, ephemeral }: SummaryOptions): string => {
  const elsewhere = home === homeOf({}) ? '' : `PHIDUCIA_HOME=${home} `;
  const width = Math.max(...demoUsers.map(({ email }) => email.length));
  const users = demoUsers.map(({ email, description }) => `    ${email.padEnd(width)}  ${description}`);
  return `
  Phiducia runs on ${url}

  Start here   ${url}/
  API docs     ${url}/docs
  Users        password ${DEMO_PASSWORD}
${users.join('\n')}
  Token        ${elsewhere}npm run --silent token -- ${demoUsers[0]?.email ?? ''}
  Data         ${directory}${ephemeral ? ' (removed at the end)' : ''}
  Log          ${log}

  Not for PHI: known passwords, keys on disk, no TLS, this machine only.
  Ctrl-C stops it.

`;
};

export const runtimeOf = ({ url, clientId, issuer, cognitoUrl, log, environment }: RunningStack): Runtime => ({
  pid: process.pid,
  url,
  client_id: clientId,
  issuer,
  cognito_url: cognitoUrl,
  log,
  environment,
});
