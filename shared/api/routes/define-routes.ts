import type { RouteDefinition } from './route-definition';

/** Checks a group of routes against the type while it keeps each one's exact schemas and literals. */
export const defineRoutes = <const R extends Record<string, RouteDefinition>>(routes: R): R => routes;
