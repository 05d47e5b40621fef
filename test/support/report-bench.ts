import type { APIGatewayProxyResult } from 'aws-lambda';
import { complianceReportCsv } from '../../shared/api/representations/compliance-report-csv';
import { complianceReportHtml } from '../../shared/api/representations/compliance-report-html';
import { answerReport, type ReportDependencies, readReport } from '../../shared/application/compile-report';
import { MemoryTenantKeyStore } from '../../shared/adapters/memory/memory-tenant-key-store';
import type { WrappedTenantKey } from '../../shared/ports/tenant-key-store';
import { FixedRollups } from './daily-rollups';
import { PipelineBench } from './pipeline-bench';
import type { ProxyRequest } from './proxy-event';

/** The pipeline of `GET /hipaa/report` over the custody layer in memory, with rollups that a test puts in. */
export class ReportBench extends PipelineBench implements ReportDependencies {
  readonly rollups = new FixedRollups();

  override readonly keys = new MemoryTenantKeyStore();

  /** Puts keys in, in the order of their versions, without leaving an event. */
  keep(...keys: readonly WrappedTenantKey[]): void {
    for (const key of keys) this.keys.creation(key).apply();
  }

  report({ query, ...request }: ProxyRequest & { readonly query?: ProxyRequest['query'] } = {}) {
    return this.run<'getReport', ReportDependencies, Awaited<ReturnType<typeof readReport>>>(
      'getReport',
      {
        prepare: ({ query: { from, to } }, tree, deps) => readReport(deps, tree, { from, to }),
        handle: ({ call, prepared }, deps) => answerReport(deps, call, prepared),
        representations: { 'text/csv': complianceReportCsv, 'text/html': complianceReportHtml },
      },
      { ...request, query },
      this,
    );
  }

  /** The report in the form that `Accept` asks for. */
  as(accept: string | undefined, query?: ProxyRequest['query']): Promise<APIGatewayProxyResult> {
    return this.report({ query, headers: accept === undefined ? {} : { Accept: accept } });
  }
}
