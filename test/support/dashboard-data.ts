import type { DashboardData } from '../../infra/local/dashboard/dashboard-data';
import { reportFigures, sumOfRollups } from '../../shared/domain/compliance-report';

/** What a dashboard shows before anything happened. */
export const emptyDashboard: DashboardData = {
  generated_at: '2026-03-04T12:00:00.000Z',
  entities: 2,
  days: [{ day: '2026-03-04', outcomes: { success: 0, denied: 0, failure: 0 } }],
  figures: reportFigures(sumOfRollups([])),
  widgets: [{ title: 'Controls, probed now', html: undefined }],
};
