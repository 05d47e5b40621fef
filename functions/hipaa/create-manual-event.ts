import { auditRoutes } from '../../shared/api/routes/audit-routes';
import { createManualEvent } from '../../shared/application/create-manual-event';
import { categoriesOfEntry, manualEntry, wrongFieldsOfEntry } from '../_pipeline/manual-entry';
import { lambda } from '../_pipeline/lambda';
import { manualEventDependencies } from '../_pipeline/manual-event-dependencies';

/** `POST /hipaa/audit-logs` */
export const handler = lambda(
  auditRoutes,
  'createManualEvent',
  {
    categories: categoriesOfEntry,
    // What time it is no schema can know.
    wrongFields: ({ body }, { clock }) => wrongFieldsOfEntry(body, clock.now()),
    handle: ({ call, body }, deps) => createManualEvent(deps, call, manualEntry(body)),
  },
  manualEventDependencies,
);
