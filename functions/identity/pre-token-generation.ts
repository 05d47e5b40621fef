import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { tokenClaims } from '../../shared/domain/token-claims';
import { openRegion } from '../_pipeline/composition-root';

/** Cognito's pre-token-generation trigger, event version V2_0: puts tenant and scope into the access token; none outside approved Regions. */
export const handler = async (event: PreTokenGenerationV2TriggerEvent): Promise<PreTokenGenerationV2TriggerEvent> => {
  openRegion();
  const { claims, scopes } = tokenClaims(event.request.userAttributes);
  event.response = {
    claimsAndScopeOverrideDetails: {
      accessTokenGeneration: { claimsToAddOrOverride: { ...claims }, scopesToAdd: [...scopes] },
    },
  };
  return Promise.resolve(event);
};
