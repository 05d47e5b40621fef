import { type SettingName, SettingsSchema } from '../../shared/config/settings';
import { type TableName, tables } from '../../shared/config/tables';
import type { Engines } from './engines/engines';
import type { LocalFunction } from './lambda/local-lambda';
import {
  APPROVED_REGIONS,
  CURSOR_KEY_SECRET,
  EVIDENCE_BUCKET,
  FERNET_SECRET_PREFIX,
  LOCAL_REGION,
  PHI_KEY_ALIAS,
  physicalTableName,
  tableNames,
} from './local-resources';

/** Values that somebody wants functions to get instead of the stack's own. */
export type SettingOverrides = Readonly<Partial<Record<SettingName, string>>>;

export const settingNames = Object.keys(SettingsSchema.shape) as readonly SettingName[];

/** The origins of CORS, for the gateway's own answers; what functions would not take, it does not take either. */
export const originsOfOverride = ({ CORS_ALLOWED_ORIGINS }: SettingOverrides): readonly string[] =>
  SettingsSchema.shape.CORS_ALLOWED_ORIGINS.safeParse(CORS_ALLOWED_ORIGINS).data ?? [];

const found = (value: string | undefined, what: string): string => {
  if (value === undefined) throw new Error(`The local engines made no ${what}.`);
  return value;
};

const tableVariables = (): Readonly<Record<string, string>> =>
  Object.fromEntries(tableNames.map((name: TableName) => [tables[name].environmentVariable, physicalTableName(name)]));

/** What the deployed stack puts into the functions' environment, for the local resources. */
const settingsOf = (engines: Engines): Readonly<Record<string, string>> => ({
  ...tableVariables(),
  HIPAA_ALLOWED_REGIONS: JSON.stringify(APPROVED_REGIONS),
  PHI_KEY_ARN: found(engines.kms.keyArns.get(PHI_KEY_ALIAS), 'PHI key'),
  CURSOR_KEY_SECRET_ARN: found(engines.secretsManager.secretArns.get(CURSOR_KEY_SECRET), 'cursor key'),
  EVIDENCE_BUCKET_NAME: EVIDENCE_BUCKET,
  FERNET_SECRET_PREFIX,
  USER_POOL_CLIENT_ID: engines.cognito.clientId,
});

/** What the Lambda service puts there. The credentials open nothing: the engines do not look at them. */
const lambdaVariables = ({ id, memoryMb }: LocalFunction): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_SESSION_TOKEN: 'local',
  AWS_REGION: LOCAL_REGION,
  AWS_DEFAULT_REGION: LOCAL_REGION,
  AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
  AWS_LAMBDA_FUNCTION_NAME: id,
  AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
  AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
  AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  AWS_LAMBDA_LOG_FORMAT: 'JSON',
  _HANDLER: 'index.handler',
  TZ: ':UTC',
});

/**
 * The whole environment of a function: what the deployed one gets, and the addresses of the local engines. Nothing of
 * the shell that started the stack is in it.
 */
export const functionEnvironment =
  (engines: Engines, overrides: SettingOverrides) =>
  (definition: LocalFunction): Readonly<Record<string, string>> => ({
    ...lambdaVariables(definition),
    ...settingsOf(engines),
    ...engines.environment,
    // The SDK warns about Node.js 20; deployed, functions run on Node.js 24.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...overrides,
  });
