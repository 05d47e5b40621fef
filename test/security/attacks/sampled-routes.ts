import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { type OperationId, routeEntries } from '../../../shared/api/routes/routes';
import { suite } from './attack-stage';

type Entry = readonly [OperationId, RouteDefinition];

/** The routes that a sample asks, the same for all kinds of attack: a function's first call costs more than ten others. */
const SAMPLED = 6;
export const sampledRoutes: readonly Entry[] = suite.sample('routes', routeEntries, SAMPLED);

/** Those that take a JSON body; a sample asks a few of them. */
const WITH_BODY = 3;
const withBody = routeEntries.filter(([, route]) => route.request.body !== undefined);
const sampledWithBody = sampledRoutes.filter(([, route]) => route.request.body !== undefined);
export const routesWithBody: readonly Entry[] = suite.whole ? withBody : sampledWithBody.slice(0, WITH_BODY);
