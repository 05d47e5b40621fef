import { complianceReportCsv } from '../../shared/api/representations/compliance-report-csv';
import { complianceReportHtml } from '../../shared/api/representations/compliance-report-html';
import { reportRoutes } from '../../shared/api/routes/report-routes';
import { answerReport, readReport } from '../../shared/application/compile-report';
import { lambda } from '../_pipeline/lambda';
import { reportDependencies } from '../_pipeline/report-dependencies';

/** `GET /hipaa/report` */
export const handler = lambda(
  reportRoutes,
  'getReport',
  {
    prepare: ({ query: { from, to } }, tree, deps) => readReport(deps, tree, { from, to }),
    handle: ({ call, prepared }, deps) => answerReport(deps, call, prepared),
    representations: { 'text/csv': complianceReportCsv, 'text/html': complianceReportHtml },
  },
  reportDependencies,
);
