import { randomUUID } from 'node:crypto';
import { type OperationId, routes } from '../../../shared/api/routes/routes';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import { wrongUsers } from '../../contract/routes/route-caller';
import { pathOf, routeExamples } from '../../contract/routes/route-examples';
import type { RequestOptions, StackResponse } from '../../support/stack-request';
import { baaTerms } from '../../support/stored-baa';
import { NO_AGREEMENT_ENTITY, type SweepLane } from './sweep-lane';

type Example = Awaited<ReturnType<(typeof routeExamples)[OperationId]['valid']>>;
type Call = () => Promise<StackResponse>;

/** A route's valid example, to be made wrong. */
interface Asked {
  readonly lane: SweepLane;
  readonly id: OperationId;
  readonly route: RouteDefinition;
  readonly valid: () => Promise<Example>;
  /** A token of a user whom the route lets in. */
  readonly token: () => Promise<string>;
  readonly send: (example: Example, options: RequestOptions) => Call;
}

/** Makes a call that the route must refuse; undefined where it has no such call. */
type Refusing = (asked: Asked) => Promise<Call | undefined>;

/** What another request says, where the first one is on file. */
const OTHERWISE: Partial<Record<OperationId, object>> = {
  createBaa: { organization_name: 'Another Example' },
  createPatient: { phone: '+1 555 0111' },
  createManualEvent: { resource_type: 'patient' },
  createBiometric: { value: 99, device_id: 'dev-1' },
  requestEmergencyAccess: { justification: 'Another example.' },
  reviewEmergencyAccess: { verdict: 'unjustified' },
  decideBreachAssessment: { decision: 'breach' },
  closeBaa: { evidence_hash: 'ef'.repeat(32) },
};

const without = (headers: Example['headers'], name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(headers ?? {}).filter(([each]) => each !== name));

const naming = ({ json, query, ...rest }: Example, covered_entity_id: string): Example =>
  json === undefined
    ? { ...rest, query: { ...query, covered_entity_id } }
    : { ...rest, query, json: { ...Object(json), covered_entity_id } as unknown };

const saying = (example: Example, more: object): Example => ({
  ...example,
  json: { ...(Object(example.json) as object), ...more },
});

/** Sends what is on file first, then what contradicts it. */
const contradiction =
  (headers: () => Readonly<Record<string, string>>): Refusing =>
  async ({ id, valid, send, token }) => {
    const otherwise = OTHERWISE[id];
    if (otherwise === undefined) return undefined;
    const [example, own, more] = [await valid(), await token(), headers()];
    const both = { ...example.headers, ...more };
    // A reading is one of a device at a time.
    const first = id === 'createBiometric' ? saying(example, { device_id: 'dev-1' }) : example;
    await send({ ...first, headers: both }, { token: own })();
    return send({ ...saying(first, otherwise), headers: both }, { token: own });
  };

/** By name: what is wrong with a call. Those that a route does not refuse, or does not have, are found by running. */
export const refusingRequests: Readonly<Record<string, Refusing>> = {
  'another role': async ({ lane, route, valid, send }) => {
    const user = wrongUsers(route).at(-1);
    return user === undefined ? undefined : send(await valid(), { token: await lane.caller.token(user) });
  },
  'ended session': async ({ lane, valid, send }) => send(await valid(), { token: await lane.endedToken() }),
  'another entity': async ({ lane, route, valid, send, token }) =>
    route.scope === 'none'
      ? undefined
      : send(naming(await valid(), lane.stack.ready.covered_entities.b), { token: await token() }),
  'no agreement': async ({ lane, route, valid, send }) =>
    route.baa === 'none'
      ? undefined
      : send(naming(await valid(), NO_AGREEMENT_ENTITY), { token: await lane.caller.token('root@platform.test') }),
  'wrong form': async ({ id, route, send, token }) =>
    Object.keys(route.request).length === 0 ? undefined : send(routeExamples[id].invalid, { token: await token() }),
  'object of another': async ({ lane, route, valid, send }) =>
    route.path.includes('{') ? send(await valid(), { token: await lane.caller.token('admin@other.test') }) : undefined,
  'no such object': async ({ valid, send, token }) => {
    const { path, ...rest } = await valid();
    if (path === undefined) return undefined;
    const unknown = Object.fromEntries(
      Object.keys(path).map((name) => [name, name === 'version' ? '999' : randomUUID()]),
    );
    return send({ ...rest, path: unknown }, { token: await token() });
  },
  'not on the care team': async ({ lane, route, valid, send }) =>
    route.patient === undefined
      ? undefined
      : send(await valid(), { token: await lane.caller.token('clinician2@demo.test') }),
  'no purpose': async ({ route, valid, send, token }) => {
    if (route.purpose !== 'required') return undefined;
    const example = await valid();
    return send({ ...example, headers: without(example.headers, 'X-Purpose-Of-Use') }, { token: await token() });
  },
  'emergency without a grant': async ({ route, valid, send, token }) => {
    if (route.purpose === 'none') return undefined;
    const { json, ...example } = await valid();
    const fields = Object.fromEntries(Object.entries(Object(json) as object).filter(([name]) => name !== 'purpose'));
    const headers = { ...example.headers, 'X-Purpose-Of-Use': 'emergency' };
    return send({ ...example, headers, ...(json === undefined ? {} : { json: fields }) }, { token: await token() });
  },
  'stale version': async ({ route, valid, send, token }) => {
    if (route.conditional !== true) return undefined;
    const example = await valid();
    return send({ ...example, headers: { ...example.headers, 'If-Match': '"99"' } }, { token: await token() });
  },
  'no version': async ({ route, valid, send, token }) => {
    if (route.conditional !== true) return undefined;
    const example = await valid();
    return send({ ...example, headers: without(example.headers, 'If-Match') }, { token: await token() });
  },
  'forged cursor': async ({ id, valid, send, token }) => {
    if (!id.startsWith('list')) return undefined;
    const example = await valid();
    return send({ ...example, query: { ...example.query, cursor: 'forged' } }, { token: await token() });
  },
  'changed ciphertext': async ({ valid, send, token }) => {
    const example = await valid();
    const { ciphertext } = Object(example.json) as { readonly ciphertext?: string };
    if (ciphertext === undefined) return undefined;
    const last = ciphertext.at(-3) === 'A' ? 'B' : 'A';
    const changed = `${ciphertext.slice(0, -3)}${last}${ciphertext.slice(-2)}`;
    return send(saying(example, { ciphertext: changed }), { token: await token() });
  },
  'key of another request': (asked) => {
    const key = randomUUID();
    const keyed = contradiction(() => ({ 'Idempotency-Key': key }));
    return asked.route.idempotent === true ? keyed(asked) : Promise.resolve(undefined);
  },
  'against what is on file': (asked) => contradiction(() => ({}))(asked),
  'too early': async ({ lane, id, valid, send, token }) => {
    if (id !== 'closeBaa') return undefined;
    const own = await token();
    const { json } = await lane.stack.api('POST', '/hipaa/baa', { token: own, json: baaTerms() });
    const filed = String(Reflect.get(Object(json) as object, 'id'));
    return send({ ...(await valid()), path: { id: filed } }, { token: own });
  },
  'key still needed': async ({ lane, id, send, token }) => {
    if (id !== 'destroyKey') return undefined;
    const own = await token();
    const { json } = await lane.stack.api('GET', '/hipaa/keys', { token: own });
    const { items } = json as { readonly items: readonly { readonly key_id: string; readonly version: number }[] };
    const live = items.find((item) => Reflect.get(item, 'state') !== 'destroyed');
    return live && send({ path: { version: String(live.version) }, query: { confirm: live.key_id } }, { token: own });
  },
};

/** Makes a call of a route wrong in a way; undefined where it has no such call. */
export const readyRefusal = (lane: SweepLane, id: OperationId, name: string): Promise<Call | undefined> => {
  const route: RouteDefinition = routes[id];
  const refusing = refusingRequests[name];
  if (refusing === undefined) throw new Error(`no refusal ${name}`);
  return refusing({
    lane,
    id,
    route,
    valid: () => routeExamples[id].valid(lane.stack),
    token: () => lane.caller.tokenFor(id, route),
    send:
      ({ path, ...example }, options) =>
      () =>
        lane.stack.api(route.method, pathOf(route.path, path), { ...example, ...options }),
  });
};
