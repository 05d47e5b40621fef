import { ComplianceReport, ReportQuery } from '../schemas/compliance-report';
import { defineRoutes } from './define-routes';

/** What the audit log adds up to, for the people who review it. */
export const reportRoutes = defineRoutes({
  getReport: {
    method: 'GET',
    path: '/hipaa/report',
    group: 'hipaa',
    summary: 'Report on a period',
    description:
      'Accesses, refusals, patients, and users of a period, and how agreements, keys, and evidence stand now: as JSON, ' +
      'as CSV (one figure a row), or as a printable page, by `Accept`. The figures come from daily rollups, so that a ' +
      'report costs at most one read for each day covered; `reach` says how far they go. Reading it is itself logged.',
    access: { kind: 'roles', roles: ['admin', 'auditor'] },
    scope: 'entity',
    baa: 'none',
    purpose: 'none',
    audit: { action: 'READ', resource_type: 'report' },
    request: { query: ReportQuery },
    response: {
      status: 200,
      body: ComplianceReport,
      description: 'The report; its figures are the same in each form.',
      representations: ['application/json', 'text/csv', 'text/html'],
    },
    capabilities: ['rollup:read', 'baa:read', 'tenant-key:list'],
    problems: [],
    timeoutSeconds: 15,
    throttle: { rate: 5, burst: 10 },
  },
});
