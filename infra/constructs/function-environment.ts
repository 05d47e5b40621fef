import type { Settings, SettingName } from '../../shared/config/settings';
import { type TableName, tables } from '../../shared/config/tables';

/** What the settings of a function are made of. */
export interface EnvironmentResources {
  readonly tableNames: Readonly<Record<TableName, string>>;
  readonly phiKeyArn: string;
  readonly cursorKeySecretArn: string;
  /** The names of the secrets that hold legacy keys begin with it. */
  readonly fernetSecretPrefix: string;
  readonly userPoolClientId: string;
}

/** What every function is told, so that it serves nothing in a Region that is not approved (guarantee 3). */
export const residencyEnvironment = (
  approvedRegions: readonly string[],
): Readonly<Pick<Record<SettingName, string>, 'HIPAA_ENABLED' | 'HIPAA_ALLOWED_REGIONS'>> => ({
  HIPAA_ENABLED: 'true' satisfies Settings['HIPAA_ENABLED'],
  HIPAA_ALLOWED_REGIONS: JSON.stringify(approvedRegions),
});

/** The settings of a route's function. Names and ARNs only: no secret stands in an environment. */
export const routeEnvironment = (
  { tableNames, phiKeyArn, cursorKeySecretArn, fernetSecretPrefix, userPoolClientId }: EnvironmentResources,
  approvedRegions: readonly string[],
): Readonly<Record<string, string>> => {
  const names = Object.keys(tables) as TableName[];
  return {
    ...residencyEnvironment(approvedRegions),
    ...Object.fromEntries(names.map((name) => [tables[name].environmentVariable, tableNames[name]])),
    PHI_KEY_ARN: phiKeyArn,
    CURSOR_KEY_SECRET_ARN: cursorKeySecretArn,
    FERNET_SECRET_PREFIX: fernetSecretPrefix,
    USER_POOL_CLIENT_ID: userPoolClientId,
  } satisfies Partial<Record<SettingName, string>> & Record<string, string>;
};
