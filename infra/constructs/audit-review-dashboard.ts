import { type CustomWidget, Dashboard } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { catalogueRow, graph, heading, requestTable } from './dashboard-parts';
import { shownMetric } from './emitted-metric';

export interface AuditReviewDashboardProps {
  readonly serviceName: string;
  readonly requestLog: ILogGroup;
  readonly widgets: readonly CustomWidget[];
}

const MOST_ACTIVE = ['sort requests desc', 'limit 10'];

/** What a reviewer of information system activity looks at (45 CFR 164.308(a)(1)(ii)(D)): ids and counts, no PHI. */
export class AuditReviewDashboard extends Construct {
  constructor(scope: Construct, id: string, { serviceName, requestLog, widgets }: AuditReviewDashboardProps) {
    super(scope, id);
    const succeeded = (operation: string) => shownMetric({ serviceName, name: 'RequestSucceeded' }, { operation });
    const refused = (reason: string) => shownMetric({ serviceName, name: 'Refusal' }, { reason });
    new Dashboard(this, 'Dashboard', {
      dashboardName: `${serviceName}-audit-review`,
      widgets: [
        [heading('Accesses of PHI')],
        [...catalogueRow(serviceName, 'Accesses of PHI')],
        [
          graph('Values decrypted and sealed anew', ['decryptValue', 'rewrapValue'].map(succeeded)),
          graph('Sessions ended and refused', [
            ...['endSession', 'endUserSessions'].map(succeeded),
            ...['session-revoked', 'session-expired', 'session-idle'].map(refused),
          ]),
        ],
        [
          requestTable('Users with the most requests', requestLog, [
            'filter ispresent(user_id)',
            'stats count(*) as requests, count_distinct(patient_id) as patients by user_id',
            ...MOST_ACTIVE,
          ]),
          requestTable('Patients touched most', requestLog, [
            'filter ispresent(patient_id) and status_code < 300',
            'stats count(*) as requests, count_distinct(user_id) as users by patient_id',
            ...MOST_ACTIVE,
          ]),
        ],
        [heading('Refusals')],
        [...catalogueRow(serviceName, 'Refusals')],
        [heading('Emergency access')],
        [...catalogueRow(serviceName, 'Emergency access')],
        [heading('Agreements')],
        [...catalogueRow(serviceName, 'Agreements')],
        [heading('Integrity')],
        [...catalogueRow(serviceName, 'Integrity of records and of the log')],
        [...catalogueRow(serviceName, 'Audit trail, from stream to rollup')],
        ...widgets.map((widget) => [widget]),
      ],
    });
  }
}
