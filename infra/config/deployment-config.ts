import * as z from 'zod';
import { STAGE_PATTERN } from './identity-names';
import { type SettingName, SettingsSchema } from '../../shared/config/settings';
import { approvedRegionsIn, REGION_NAME } from './approved-regions';
import { ConfigurationError } from './configuration-error';
import { type CustomDomain, customDomainOf, originsOf, reservedConcurrencyOf, switchOf } from './deployment-choices';

/** What a deployment is made of. Nothing else in `infra/` reads the CDK context. */
export interface DeploymentConfig {
  /** Names the stacks. It is not the API Gateway stage, which is always `api`. */
  readonly stage: string;
  readonly region: string;
  /** The Regions in which PHI may be, from cdk.json alone (guarantee 3). */
  readonly approvedRegions: readonly string[];
  /** What Cognito's user pool can do, and costs: docs/decisions/0036-threat-protection-by-the-plan-plus.md. */
  readonly userPoolPlan: UserPoolPlan;
  /** What the functions are told of how to run, in their own form. */
  readonly functionSettings: FunctionSettings;
  /** Whether the functions run in a VPC that reaches AWS services and nothing else. */
  readonly vpc: boolean;
  /** Instances that each function reserves, and may not exceed; undefined: none is reserved. */
  readonly reservedConcurrency: number | undefined;
  /** The API's own name; undefined: the one that API Gateway gives. */
  readonly customDomain: CustomDomain | undefined;
  /** The origins whose pages may call the API; none: no CORS. */
  readonly allowedOrigins: readonly string[];
}

/** Feature plans of Cognito that have what tokens need; `plus` adds threat protection. */
const USER_POOL_PLANS = ['plus', 'essentials'] as const;
export type UserPoolPlan = (typeof USER_POOL_PLANS)[number];

/** Settings of functions that a deployment chooses; their limits are those of `shared/config/settings.ts`. */
type ChosenSetting = Extract<
  SettingName,
  'HIPAA_ENABLED' | 'HIPAA_AUDIT_LOG_RETENTION_YEARS' | 'SESSION_IDLE_MINUTES' | 'SESSION_ABSOLUTE_HOURS'
>;

type FunctionSettings = Readonly<Record<ChosenSetting, string>>;

const StageSchema = z.string().regex(STAGE_PATTERN);
const RegionSchema = z.string().regex(REGION_NAME);

const parse = <T>(schema: z.ZodType<T>, value: unknown, message: string): T => {
  const result = schema.safeParse(value);
  if (!result.success) throw new ConfigurationError(message);
  return result.data;
};

const sameList = (left: readonly string[], right: unknown): boolean =>
  Array.isArray(right) && right.length === left.length && left.every((region, index) => region === right[index]);

/**
 * The list from cdk.json, and a check that the context still says the same: `-c` passes strings, and
 * cdk.context.json and ~/.cdk.json could otherwise put another list in front of the reviewed one.
 */
const approvedRegionsOf = (cdkJson: unknown, contextValue: unknown): readonly string[] => {
  const approvedRegions = approvedRegionsIn(cdkJson);
  if (!sameList(approvedRegions, contextValue)) {
    throw new ConfigurationError(
      'The approved Regions stand in cdk.json alone and cannot be given or changed with -c, cdk.context.json, or ' +
        '~/.cdk.json; nothing was synthesised.',
    );
  }
  return approvedRegions;
};

/**
 * One setting, from JSON or from `-c`, which passes strings. What a function would refuse to start with is not deployed.
 * @throws ConfigurationError
 */
const settingOf = (name: ChosenSetting, key: string, value: unknown, form: string): string => {
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  const parsed = SettingsSchema.shape[name].safeParse(isScalar ? String(value) : value);
  if (!parsed.success) throw new ConfigurationError(`The context "${key}" must be ${form}; nothing was synthesised.`);
  return String(parsed.data);
};

/**
 * Parses what the CDK context says.
 * @param contextValue reads one context value, such as `app.node.tryGetContext`
 * @param cdkJson the parsed cdk.json of this repository
 * @throws ConfigurationError with one sentence
 */
export const parseDeploymentConfig = (contextValue: (name: string) => unknown, cdkJson: unknown): DeploymentConfig => ({
  stage: parse(
    StageSchema,
    contextValue('stage'),
    'The context "stage" must be 1 to 16 lower-case letters and digits, beginning with a letter; nothing was synthesised.',
  ),
  region: parse(
    RegionSchema,
    contextValue('region'),
    'The context "region" must be the name of an AWS Region, such as us-east-1; nothing was synthesised.',
  ),
  approvedRegions: approvedRegionsOf(cdkJson, contextValue('approvedRegions')),
  userPoolPlan: parse(
    z.enum(USER_POOL_PLANS).default('plus'),
    contextValue('userPoolPlan'),
    'The context "userPoolPlan" must be plus or essentials; nothing was synthesised.',
  ),
  functionSettings: {
    HIPAA_ENABLED: settingOf('HIPAA_ENABLED', 'hipaaEnabled', contextValue('hipaaEnabled'), 'true or false'),
    HIPAA_AUDIT_LOG_RETENTION_YEARS: settingOf(
      'HIPAA_AUDIT_LOG_RETENTION_YEARS',
      'auditLogRetentionYears',
      contextValue('auditLogRetentionYears'),
      'a whole number from 6 to 100',
    ),
    SESSION_IDLE_MINUTES: settingOf(
      'SESSION_IDLE_MINUTES',
      'sessionIdleMinutes',
      contextValue('sessionIdleMinutes'),
      'a whole number from 1 to 60',
    ),
    SESSION_ABSOLUTE_HOURS: settingOf(
      'SESSION_ABSOLUTE_HOURS',
      'sessionAbsoluteHours',
      contextValue('sessionAbsoluteHours'),
      'a whole number from 1 to 24',
    ),
  },
  vpc: switchOf('vpc', contextValue('vpc')),
  reservedConcurrency: reservedConcurrencyOf(contextValue('reservedConcurrency')),
  customDomain: customDomainOf(contextValue('domainName'), contextValue('certificateArn'), contextValue('region')),
  allowedOrigins: originsOf(contextValue('allowedOrigins')),
});
