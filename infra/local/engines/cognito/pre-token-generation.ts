import * as z from 'zod';

/**
 * The event that Cognito sends to a pre token generation Lambda trigger of version `V2_0`.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export interface PreTokenGenerationEvent {
  readonly version: '2';
  readonly triggerSource: 'TokenGeneration_Authentication' | 'TokenGeneration_RefreshTokens';
  readonly region: string;
  readonly userPoolId: string;
  readonly userName: string;
  readonly callerContext: { readonly awsSdkVersion: string; readonly clientId: string };
  readonly request: {
    readonly userAttributes: Readonly<Record<string, string>>;
    readonly groupConfiguration: {
      readonly groupsToOverride: readonly string[];
      readonly iamRolesToOverride: readonly string[];
      readonly preferredRole: string | null;
    };
    readonly scopes: readonly string[];
    readonly clientMetadata?: Readonly<Record<string, string>>;
  };
  /** Cognito sends null; the trigger sets an object. */
  readonly response: { readonly claimsAndScopeOverrideDetails: null };
}

/** The deployed trigger, called in-process; answers the event with its response set. A throw refuses the token. */
export type PreTokenGenerationTrigger = (event: PreTokenGenerationEvent) => Promise<unknown>;

const Claims = z.object({
  claimsToAddOrOverride: z.record(z.string(), z.json()).nullish(),
  claimsToSuppress: z.array(z.string()).nullish(),
});

/** What this engine reads of the trigger's answer; other members are ignored, as Cognito does. */
export const PreTokenGenerationAnswer = z.object({
  response: z.object({
    claimsAndScopeOverrideDetails: z
      .object({
        idTokenGeneration: Claims.nullish(),
        accessTokenGeneration: Claims.extend({
          scopesToAdd: z.array(z.string()).nullish(),
          scopesToSuppress: z.array(z.string()).nullish(),
        }).nullish(),
        groupOverrideDetails: z.object({ groupsToOverride: z.array(z.string()).nullish() }).nullish(),
      })
      .nullish(),
  }),
});

export type ClaimsAndScopeOverrideDetails = NonNullable<
  z.output<typeof PreTokenGenerationAnswer>['response']['claimsAndScopeOverrideDetails']
>;
