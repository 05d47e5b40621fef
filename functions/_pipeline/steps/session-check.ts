import { checkSession } from '../../../shared/domain/session';
import type { Exchange } from '../exchange';
import { accepted } from '../refused';
import type { Step } from './step';

/** A use that is not written down makes the session look older, never younger: no reason to fail the call. */
const touch = async ({ deps, caller, requestId, started_at }: Exchange): Promise<void> => {
  try {
    await deps.sessions.touch(caller, started_at);
  } catch (error) {
    deps.metrics.count('SessionTouchFailed');
    deps.logger.warn('session touch failed', { request_id: requestId, error });
  }
};

/** 45 CFR 164.312(a)(2)(iii): API Gateway keeps accepting a token after sign-out, so the session is looked up. */
export const sessionCheck: Step = async (exchange) => {
  const record = await exchange.startedReads.session;
  const live = accepted(checkSession(exchange.caller, record, exchange.deps.sessionLimits, exchange.started_at));
  exchange.session = live;
  if (live.touch) exchange.touch = touch(exchange);
};
