import type { SettingName } from '../../shared/config/settings';
import type { DeploymentConfig } from '../config/deployment-config';
import { type TableName, tables } from '../../shared/config/tables';

/** What the settings of a function are made of. */
export interface EnvironmentResources {
  readonly tableNames: Readonly<Record<TableName, string>>;
  readonly phiKeyArn: string;
  readonly cursorKeySecretArn: string;
  readonly evidenceBucketName: string;
  /** The names of the secrets that hold legacy keys begin with it. */
  readonly fernetSecretPrefix: string;
  readonly userPoolClientId: string;
}

/** What of a deployment the functions are told. */
export type DeployedSettings = Pick<
  DeploymentConfig,
  'stage' | 'approvedRegions' | 'functionSettings' | 'allowedOrigins'
>;

/** What tells the metrics of one deployment from those of another in the same account. */
export const serviceNameOf = (stage: string): string => `phiducia-${stage}`;

/** What every function is told, so that it serves nothing in a Region that is not approved (guarantee 3). */
export const residencyEnvironment = ({
  stage,
  approvedRegions,
  functionSettings: { HIPAA_ENABLED },
}: DeployedSettings): Readonly<
  Pick<Record<SettingName, string>, 'HIPAA_ENABLED' | 'HIPAA_ALLOWED_REGIONS' | 'SERVICE_NAME'>
> => ({
  HIPAA_ENABLED,
  HIPAA_ALLOWED_REGIONS: JSON.stringify(approvedRegions),
  SERVICE_NAME: serviceNameOf(stage),
});

/** What the functions behind the gateway are told of CORS. */
export const corsEnvironment = ({
  allowedOrigins,
}: DeployedSettings): Readonly<Pick<Record<SettingName, string>, 'CORS_ALLOWED_ORIGINS'>> => ({
  CORS_ALLOWED_ORIGINS: JSON.stringify(allowedOrigins),
});

/** The settings of a route's function. Names and ARNs only: no secret stands in an environment. */
export const routeEnvironment = (
  resources: EnvironmentResources,
  settings: DeployedSettings,
): Readonly<Record<string, string>> => {
  const { tableNames, phiKeyArn, cursorKeySecretArn, evidenceBucketName, fernetSecretPrefix } = resources;
  const names = Object.keys(tables) as TableName[];
  return {
    ...settings.functionSettings,
    ...residencyEnvironment(settings),
    ...corsEnvironment(settings),
    ...Object.fromEntries(names.map((name) => [tables[name].environmentVariable, tableNames[name]])),
    PHI_KEY_ARN: phiKeyArn,
    CURSOR_KEY_SECRET_ARN: cursorKeySecretArn,
    EVIDENCE_BUCKET_NAME: evidenceBucketName,
    FERNET_SECRET_PREFIX: fernetSecretPrefix,
    USER_POOL_CLIENT_ID: resources.userPoolClientId,
  } satisfies Partial<Record<SettingName, string>> & Record<string, string>;
};
