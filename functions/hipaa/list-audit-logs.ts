import { hipaaRoutes } from '../../shared/api/routes/hipaa-routes';
import { answerAuditLog, readAuditLog } from '../../shared/application/list-audit-logs';
import { auditLogDependencies } from '../_pipeline/audit-log-dependencies';
import { lambda } from '../_pipeline/lambda';

const DEFAULT_LIMIT = 25;

/** `GET /hipaa/audit-logs` */
export const handler = lambda(
  hipaaRoutes,
  'listAuditLogs',
  {
    prepare: ({ query: { limit = DEFAULT_LIMIT, cursor, ...filters } }, tree, deps) =>
      readAuditLog(deps, { tree, filters, limit: Number(limit), cursor }),
    handle: ({ call, prepared }, deps) => answerAuditLog(deps, call, prepared),
  },
  auditLogDependencies,
);
