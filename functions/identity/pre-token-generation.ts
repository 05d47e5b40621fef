import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { tokenClaims } from '../../shared/domain/token-claims';

/** Cognito's pre-token-generation trigger, event version V2_0: puts tenant and scope into the access token. */
export const handler = async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => {
  const { claims, scopes } = tokenClaims(event.request.userAttributes);
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { claimsToAddOrOverride: { ...claims }, scopesToAdd: [...scopes] },
    },
  };
  return Promise.resolve(event);
};
