import { hipaaRoutes } from '../../shared/api/routes/hipaa-routes';
import { readAuditLog } from '../../shared/application/list-audit-logs';
import { answerPage, pageSize } from '../../shared/application/list-page';
import { auditLogDependencies } from '../_pipeline/audit-log-dependencies';
import { lambda } from '../_pipeline/lambda';

/** `GET /hipaa/audit-logs` */
export const handler = lambda(
  hipaaRoutes,
  'listAuditLogs',
  {
    prepare: ({ query: { limit, cursor, ...filters } }, tree, deps) =>
      readAuditLog(deps, { tree, filters, limit: pageSize(limit), cursor }),
    handle: ({ call, prepared }, deps) => answerPage(deps, call, prepared),
  },
  auditLogDependencies,
);
