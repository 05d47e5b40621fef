import { methodsOf, type OperationId, routeEntries } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { ROLES, type Role } from '../../../shared/domain/roles';
import type { AuditEvent } from '../../../shared/domain/audit-event';
import { eventsOfRequest } from '../../support/audit-log';
import type { LocalStack } from '../../support/local-stack';
import { sharedStack } from '../../support/shared-stack';
import type { RequestOptions, StackResponse } from '../../support/stack-request';
import { pathOf, routeExamples } from './route-examples';

/** A demo user of entity A for each role, and one without any. */
const USERS: Readonly<Record<Role, string>> = {
  admin: 'admin@demo.test',
  developer: 'developer@demo.test',
  clinician: 'clinician@demo.test',
  auditor: 'auditor@demo.test',
};

const rolesOf = ({ access }: RouteDefinition): readonly Role[] => (access.kind === 'roles' ? access.roles : ROLES);

/** A user whom the route lets in. */
const userFor = (route: RouteDefinition): string => USERS[rolesOf(route)[0] ?? 'admin'];

/** Users whom it does not. */
export const wrongUsers = (route: RouteDefinition): readonly string[] =>
  route.access.kind === 'roles'
    ? ['nogroup@demo.test', ...ROLES.filter((role) => !rolesOf(route).includes(role)).map((role) => USERS[role])]
    : [];

export const authenticatedRoutes = routeEntries.filter(([, route]) => route.access.kind !== 'public');

/** A method that the path does not have. */
export const otherMethod = (path: string): string =>
  ['PUT', 'PATCH', 'DELETE', 'POST'].find((method) => !methodsOf(path).includes(method)) ?? 'TRACE';

interface AcceptedCall {
  readonly response: StackResponse;
  readonly events: readonly AuditEvent[];
}

/** Calls routes of a stack by their examples; signs in once for each user. */
export class RouteCaller {
  readonly #tokens = new Map<string, Promise<string>>();
  readonly #accepted = new Map<OperationId, Promise<AcceptedCall>>();

  private constructor(readonly stack: LocalStack) {}

  static async start(): Promise<RouteCaller> {
    return new RouteCaller(await sharedStack());
  }

  token(email: string): Promise<string> {
    const known = this.#tokens.get(email) ?? this.stack.token(email);
    this.#tokens.set(email, known);
    return known;
  }

  /** A token of a user whom the route lets in; of a session of its own where the call ends it. */
  tokenFor(operationId: OperationId, route: RouteDefinition): Promise<string> {
    return operationId === 'endSession' ? this.stack.token(userFor(route)) : this.token(userFor(route));
  }

  /** Calls a route with its valid example. */
  async call(operationId: OperationId, route: RouteDefinition, options: RequestOptions = {}): Promise<StackResponse> {
    return (await this.ready(operationId, route, options))();
  }

  /** Makes a call with a route's valid example ready, all that it needs on file. @param more headers beside the example's */
  async ready(
    operationId: OperationId,
    route: RouteDefinition,
    options: RequestOptions = {},
    more: Readonly<Record<string, string>> = {},
  ): Promise<() => Promise<StackResponse>> {
    const { path, ...valid } = await routeExamples[operationId].valid(this.stack);
    const headers = { ...valid.headers, ...more };
    return () => this.stack.api(route.method, pathOf(route.path, path), { ...valid, headers, ...options });
  }

  /** A route's valid example, called once for all who ask, and the events that it left. */
  accepted(operationId: OperationId, route: RouteDefinition): Promise<AcceptedCall> {
    const call = async (): Promise<AcceptedCall> => {
      if (route.access.kind === 'public') return { response: await this.call(operationId, route), events: [] };
      const response = await this.call(operationId, route, { token: await this.tokenFor(operationId, route) });
      return { response, events: await this.eventsOf(response) };
    };
    const known = this.#accepted.get(operationId) ?? call();
    this.#accepted.set(operationId, known);
    return known;
  }

  /** Calls a route without any input, for refusals that come before input is looked at. */
  bare({ method, path }: RouteDefinition, options: RequestOptions = {}): Promise<StackResponse> {
    return this.stack.api(method, pathOf(path), options);
  }

  /** The events of a request in its user's tree; a platform operator names it. */
  async eventsOf(response: StackResponse, tree?: string) {
    const reader = await this.token(tree === undefined ? 'auditor@demo.test' : 'root@platform.test');
    return eventsOfRequest(this.stack, reader, response.headers.get('x-request-id'), tree);
  }
}

let caller: RouteCaller | undefined;

/** Starts the one stack that the cases of this folder call, for each would pay for every function's first call. */
export const startRoutes = async (): Promise<void> => {
  caller = await RouteCaller.start();
};

export const routes = (): RouteCaller => {
  if (caller === undefined) throw new Error('The stack of the route tests does not run.');
  return caller;
};
