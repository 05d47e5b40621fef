import type { AuditTrail } from '../../shared/ports/audit-trail';
import { DependencyUnavailableError } from '../../shared/ports/errors';

/** Of the next commit nobody hears: it is done, and the caller gets what an outage gives. */
export const loseNextReply = (audit: AuditTrail): void => {
  const commit = audit.commit.bind(audit);
  jest.spyOn(audit, 'commit').mockImplementationOnce(async (...parameters) => {
    await commit(...parameters);
    throw new DependencyUnavailableError('audit');
  });
};
