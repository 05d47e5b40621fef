import { parseArgs } from 'node:util';
import * as z from 'zod';
import { type SettingOverrides, settingNames } from './function-environment';
import { type Environment, homeOf } from './home';

const DEFAULT_PORT = 3000;

/** A sentence for the person who starts the stack. */
class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface StartOptions {
  readonly json: boolean;
  readonly ephemeral: boolean;
  readonly withParent: boolean;
  readonly help: boolean;
  /** Whether functions of streams and schedules run. */
  readonly background: boolean;
  /** Whether the first start puts synthetic patients on file. */
  readonly seedPatients: boolean;
  readonly port: number;
  readonly home: string;
  /** Another DynamoDB engine than the embedded one. */
  readonly dynamodbEndpoint?: string;
  readonly settings: SettingOverrides;
}

export const START_HELP = `Usage: npm start [-- options]

Runs the whole system on this machine. Not for PHI.

  --json        print one line for scripts: READY {"url":…}
  --ephemeral   keep nothing: data and log lie in a temporary directory that is removed at the end
  --with-parent stop when standard input closes, so that a script's end ends the stack too
  --no-background  run no function of a stream or a schedule
  --no-seed-patients  begin without the 25 synthetic patients
  --help        show this

  PORT                       the port on 127.0.0.1 (default ${DEFAULT_PORT}; 0: any free one)
  PHIDUCIA_HOME              where the data is kept (default .local/)
  AWS_ENDPOINT_URL_DYNAMODB  another DynamoDB engine, such as DynamoDB Local
  PHIDUCIA_SETTINGS          JSON object of settings that functions get instead of the stack's own
`;

const portOf = ({ PORT }: Environment): number => {
  if (PORT === undefined || PORT === '') return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(PORT) ? Number(PORT) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError('PORT must be a number from 0 to 65535.');
  return port;
};

const SettingsJson = z.partialRecord(z.enum(settingNames), z.string());

const settingsOf = ({ PHIDUCIA_SETTINGS }: Environment): SettingOverrides => {
  if (PHIDUCIA_SETTINGS === undefined || PHIDUCIA_SETTINGS === '') return {};
  try {
    return SettingsJson.parse(JSON.parse(PHIDUCIA_SETTINGS));
  } catch {
    throw new UsageError(
      'PHIDUCIA_SETTINGS must be a JSON object of settings of docs/configuration.md, all values strings.',
    );
  }
};

type Flags = Pick<StartOptions, 'json' | 'ephemeral' | 'withParent' | 'help' | 'background' | 'seedPatients'>;

const flagsOf = (argv: readonly string[]): Flags => {
  const boolean = { type: 'boolean', default: false } as const;
  const options = {
    json: boolean,
    ephemeral: boolean,
    'with-parent': boolean,
    'no-background': boolean,
    'no-seed-patients': boolean,
    help: { ...boolean, short: 'h' },
  } as const;
  try {
    const { values } = parseArgs({ args: [...argv], options });
    const { json, ephemeral, help, 'with-parent': withParent, 'no-background': noBackground } = values;
    const seedPatients = !values['no-seed-patients'];
    return { json, ephemeral, withParent, help, background: !noBackground, seedPatients };
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('.') : [];
    throw new UsageError(`${reason}. See npm start -- --help.`);
  }
};

const dynamodbEndpointOf = ({ AWS_ENDPOINT_URL_DYNAMODB: url }: Environment): string | undefined => {
  if (url === undefined || url === '') return undefined;
  if (URL.canParse(url)) return url;
  throw new UsageError('AWS_ENDPOINT_URL_DYNAMODB must be a URL, such as http://127.0.0.1:8000.');
};

/** @throws UsageError */
export const parseStartOptions = (argv: readonly string[], environment: Environment): StartOptions => ({
  ...flagsOf(argv),
  port: portOf(environment),
  home: homeOf(environment),
  dynamodbEndpoint: dynamodbEndpointOf(environment),
  settings: settingsOf(environment),
});
