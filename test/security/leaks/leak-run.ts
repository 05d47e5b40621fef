import type { OperationId } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { pathOf, routeExamples } from '../../contract/routes/route-examples';
import type { LocalStack } from '../../support/local-stack';
import type { StackResponse } from '../../support/stack-request';
import type { LeakSearch } from './leak-search';
import { lookAtResponse } from './outputs';
import type { PlannedRoute } from './plan';
import { plantedBody, richer, type SentRequest, takesBody } from './route-inputs';
import { documented } from './schema-leaves';
import { Wire } from './wire';

const USERS = {
  admin: 'admin@demo.test',
  developer: 'developer@demo.test',
  clinician: 'clinician@demo.test',
  auditor: 'auditor@demo.test',
} as const;

/** Tokens live for 15 minutes. */
const TOKEN_MS = 8 * 60_000;

const AT_ONCE = 8;

/** Somebody whom the route lets in. */
export const userOf = ({ access }: RouteDefinition): string =>
  USERS[access.kind === 'roles' ? (access.roles[0] ?? 'admin') : 'admin'];

/** Runs tasks, so many at once, in their order. */
export const atOnce = async (tasks: readonly (() => Promise<void>)[]): Promise<void> => {
  const left = [...tasks].reverse();
  const work = async (): Promise<void> => {
    for (let task = left.pop(); task !== undefined; task = left.pop()) await task();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
};

/** Sends planted requests to one stack, and looks at each answer as it comes. */
export class LeakRun {
  readonly #tokens = new Map<string, { readonly token: Promise<string>; readonly until: number }>();
  readonly #tallies = new Map<string, Map<string, number>>();
  readonly #targets = new Map<string, Promise<SentRequest>>();
  readonly #wire: Wire;
  #preparing: Promise<unknown> = Promise.resolve();
  /** Members that a request went well with, by route: they can all be planted at once. */
  readonly #taken = new Set<string>();

  constructor(
    readonly stack: LocalStack,
    readonly search: LeakSearch,
  ) {
    this.#wire = new Wire(stack.url);
  }

  token(email: string): Promise<string> {
    const known = this.#tokens.get(email);
    if (known !== undefined && known.until > Date.now()) return known.token;
    const token = this.stack.token(email);
    this.#tokens.set(email, { token, until: Date.now() + TOKEN_MS });
    return token;
  }

  /** What a valid call of the route needs on file; one after the other, for some examples are in each other's way. */
  target(id: OperationId, key: string): Promise<SentRequest> {
    const known = this.#targets.get(`${id} ${key}`);
    if (known !== undefined) return known;
    const target = this.#preparing.then(async () => richer(id, await routeExamples[id].valid(this.stack)));
    this.#preparing = target.catch(() => undefined);
    this.#targets.set(`${id} ${key}`, target);
    return target;
  }

  /** @param way how it is tried, for the table */
  async send(
    { id, route }: Pick<PlannedRoute, 'id' | 'route'>,
    input: string,
    { path, below, query, headers, json, body }: SentRequest,
    way: string,
    email = userOf(route),
  ): Promise<StackResponse> {
    const target = `${pathOf(route.path, path)}${below === undefined ? '' : `/${below}`}`;
    const token =
      headers?.Authorization === undefined && route.access.kind !== 'public'
        ? await this.#tokenFor(id, email)
        : undefined;
    const response = await this.#wire.send(route.method, target, { token, query, headers, json, body });
    this.#count(way, response.status);
    if (process.env.LAPS !== undefined && response.status >= 500 && way === 'one input')
      process.stdout.write(`${id} ${input} ${response.status}\n`);
    lookAtResponse(this.search, id, `${id}, ${input}, ${way}`, response);
    return response;
  }

  /** Every input of a route by itself. */
  async tryInputs(planned: PlannedRoute): Promise<void> {
    const { id, identifier, inputs } = planned;
    for (const [input, { canary }] of inputs) {
      const example = await this.target(id, identifier);
      const { status } = await this.send(planned, input.name, input.plant(example, canary.value), 'one input');
      if (status >= 300) continue;
      if (input.path !== undefined) this.#taken.add(`${id} ${input.name}`);
      this.spend(id, identifier);
    }
  }

  /** All that the route takes at once, and every harmless header. */
  laden({ id, route, inputs, riders }: PlannedRoute, example: SentRequest): SentRequest {
    let json: unknown = example.json;
    for (const leaf of documented(id).body) {
      const [input, planting] = inputs.find(([{ path }]) => path === leaf.path) ?? [];
      if (input === undefined || planting === undefined || !this.#taken.has(`${id} ${input.name}`)) continue;
      const next = plantedBody(route, json, leaf, planting.canary.value);
      if (takesBody(route, next)) json = next;
    }
    const ridden = Object.fromEntries(riders.map(([name, { canary }]) => [name, canary.value]));
    return { ...example, json, headers: { ...ridden, ...example.headers } };
  }

  /** After a success: what was changed once may not change again. */
  spend(id: OperationId, key: string): void {
    this.#targets.delete(`${id} ${key}`);
  }

  close(): void {
    this.#wire.close();
  }

  /** What was tried, by what it was answered. */
  get rows(): readonly Readonly<Record<string, string | number>>[] {
    return [...this.#tallies].map(([way, statuses]) => ({
      way,
      requests: [...statuses.values()].reduce((sum, count) => sum + count, 0),
      ...Object.fromEntries([...statuses].sort(([a], [b]) => (a < b ? -1 : 1))),
    }));
  }

  #tokenFor(id: OperationId, email: string): Promise<string> {
    return id === 'endSession' ? this.stack.token(email) : this.token(email);
  }

  #count(way: string, status: number): void {
    const statuses = this.#tallies.get(way) ?? new Map<string, number>();
    this.#tallies.set(way, statuses);
    const name = `${Math.floor(status / 100)}xx`;
    statuses.set(name, (statuses.get(name) ?? 0) + 1);
  }
}
