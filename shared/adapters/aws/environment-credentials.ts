import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in the bundles for the SDK's default credential chain: Lambda hands credentials over in the environment, and
 * the chain's other links (SSO, INI files, IMDS) would only weigh and wait.
 */
export const defaultProvider = (): ReturnType<typeof fromEnv> => fromEnv();
