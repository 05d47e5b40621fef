import { auditRoutes } from './audit-routes';
import { baaRoutes } from './baa-routes';
import { biometricRoutes } from './biometric-routes';
import { breachRoutes } from './breach-routes';
import { emergencyRoutes } from './emergency-routes';
import { hipaaRoutes } from './hipaa-routes';
import { jobRoutes } from './job-routes';
import { keyRoutes } from './key-routes';
import { patientRoutes } from './patient-routes';
import { publicRoutes } from './public-routes';
import { readinessRoutes } from './readiness-routes';
import { reportRoutes } from './report-routes';
import { residencyRoutes } from './residency-routes';
import type { Capability, RouteDefinition } from './route-definition';
import { sessionRoutes } from './session-routes';

export { BASE_PATH, STAGE_NAME, VERSION_PREFIX } from '../base-path';

/** The one route table, for what loops over routes. A route's handler imports its own group's: it carries what it imports. */
export const routes = {
  ...hipaaRoutes,
  ...auditRoutes,
  ...baaRoutes,
  ...keyRoutes,
  ...jobRoutes,
  ...patientRoutes,
  ...biometricRoutes,
  ...emergencyRoutes,
  ...breachRoutes,
  ...readinessRoutes,
  ...reportRoutes,
  ...residencyRoutes,
  ...sessionRoutes,
  ...publicRoutes,
};

export type Routes = typeof routes;
export type OperationId = keyof Routes;

/** Every route with its operation id, widened for loops. */
export const routeEntries: readonly (readonly [OperationId, RouteDefinition])[] = Object.entries(
  routes,
) as unknown as readonly (readonly [OperationId, RouteDefinition])[];

/** What every authenticated call does: check the session, append the audit event. */
const AUTHENTICATED: readonly Capability[] = ['session:check', 'audit:append'];

/** What every route does that honours `Idempotency-Key`; the deployment's key makes the MACs of its rows. */
const IDEMPOTENT: readonly Capability[] = ['idempotency:check', 'cursor-key:read'];

/** All capabilities that the route's function holds. */
export const capabilitiesOf = (route: RouteDefinition): readonly Capability[] =>
  route.access.kind === 'public'
    ? route.capabilities
    : [...AUTHENTICATED, ...(route.idempotent === true ? IDEMPOTENT : []), ...route.capabilities];

/** The methods that a path supports, sorted; empty for a path that is not there. */
export const methodsOf = (path: string): readonly string[] =>
  routeEntries
    .filter(([, route]) => route.path === path)
    .map(([, route]) => route.method)
    .sort();
