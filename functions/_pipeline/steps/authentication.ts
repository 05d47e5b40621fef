import { API_SCOPE } from '../../../shared/domain/api-scope';
import { authenticate } from '../../../shared/domain/actor';
import { accepted } from '../refused';
import type { Step } from './step';

/** 45 CFR 164.312(d): who calls, by the claims that API Gateway's authorizer verified. */
export const authentication: Step = (exchange) => {
  const claims: unknown = exchange.event.requestContext.authorizer?.claims;
  const { clientId, clock } = exchange.deps;
  exchange.actor = accepted(
    authenticate(typeof claims === 'object' && claims !== null ? { ...claims } : {}, {
      clientId,
      scope: API_SCOPE,
      now: clock.now(),
    }),
  );
};
