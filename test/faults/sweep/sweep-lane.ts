import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { EVIDENCE_BUCKET } from '../../../infra/local/local-resources';
import { type RouteDefinition } from '../../../shared/api/routes/route-definition';
import { type OperationId, routes } from '../../../shared/api/routes/routes';
import type { TableName } from '../../../shared/config/tables';
import { type AuditEvent, AuditEventSchema, PLATFORM_TREE } from '../../../shared/domain/audit-event';
import { AUDIT_FALLBACK_PREFIX } from '../../../shared/domain/emergency-audit';
import { RouteCaller } from '../../contract/routes/route-caller';
import type { LocalStack } from '../../support/local-stack';
import { rawBucket } from '../../support/raw-bucket';
import { rawClient, rawItems } from '../../support/raw-table';
import type { StackResponse } from '../../support/stack-request';
import { readyRefusal } from './refusal-requests';
import { eventsSince } from './stored-state';

type Call = () => Promise<StackResponse>;

/** Before tokens of fifteen minutes end. */
const LANE_MS = 9 * 60_000;

/** An entity that never had an agreement. */
export const NO_AGREEMENT_ENTITY = '0d9c2f4e-7a51-4c3b-9e68-1f2a3b4c5d6e';

/** The id of the function that serves a route. */
export const functionOf = (id: OperationId): string => id.charAt(0).toUpperCase() + id.slice(1);

/** A stack of its own, on which faults are played one at a time. */
export class SweepLane {
  readonly #reusable = new Map<OperationId, Call>();
  readonly #refusals = new Map<string, Call | undefined>();
  #ended: Promise<string> | undefined;
  readonly #startedAt = performance.now();

  private constructor(
    readonly caller: RouteCaller,
    readonly database: DynamoDBClient,
    readonly bucket: S3Client,
  ) {}

  static async start(): Promise<SweepLane> {
    const caller = await RouteCaller.start();
    const lane = new SweepLane(caller, rawClient(caller.stack), rawBucket(caller.stack));
    // The tenant's first key is an event of its own.
    await (
      await lane.ready('createPatient')
    )();
    return lane;
  }

  get stack(): LocalStack {
    return this.caller.stack;
  }

  /** Whether its tokens would end soon. */
  get isOld(): boolean {
    return performance.now() - this.#startedAt > LANE_MS;
  }

  /** A valid call of a route, ready to be made, and again; one that creates has a key of its own. */
  async ready(id: OperationId): Promise<Call> {
    const route: RouteDefinition = routes[id];
    // A job that runs is answered, not written.
    if (id === 'reencryptKeys') await (await this.ready('stopJob'))();
    const token = await this.caller.tokenFor(id, route);
    const key = randomUUID();
    return this.caller.ready(id, route, { token }, route.idempotent === true ? { 'Idempotency-Key': key } : {});
  }

  /** The same call each time, for a route that changes nothing. */
  async readyAgain(id: OperationId): Promise<Call> {
    const call = this.#reusable.get(id) ?? (await this.ready(id));
    this.#reusable.set(id, call);
    return call;
  }

  /** The same wrong call each time, for it changes nothing; undefined where the route has none of that kind. */
  async readyRefusal(id: OperationId, refusal: string): Promise<Call | undefined> {
    const name = `${id} ${refusal}`;
    if (!this.#refusals.has(name)) this.#refusals.set(name, await readyRefusal(this, id, refusal));
    return this.#refusals.get(name);
  }

  /** An access token of a session that its user has ended. */
  async endedToken(): Promise<string> {
    this.#ended ??= (async () => {
      const token = await this.stack.token('admin@demo.test');
      await this.stack.api('DELETE', '/session', { token });
      return token;
    })();
    return this.#ended;
  }

  /** The rows of a table, as they lie there. */
  async rows(table: TableName): Promise<readonly Readonly<Record<string, unknown>>[]> {
    return (await rawItems(this.stack, table)).map((item) => unmarshall(item));
  }

  /** The events of both sinks since an instant, of every tree that a call of the sweep can name. */
  async eventsSince(since: Date): Promise<readonly AuditEvent[]> {
    const { a, b } = this.stack.ready.covered_entities;
    const trees = [a, b, NO_AGREEMENT_ENTITY, PLATFORM_TREE];
    const [recorded, kept] = await Promise.all([eventsSince(this.database, trees, since), this.#keptSince(since)]);
    const ids = new Set(recorded.map(({ id }) => id));
    const from = since.toISOString();
    return [...recorded, ...kept.filter(({ id, recorded_at }) => recorded_at >= from && !ids.has(id))];
  }

  async #keptSince(since: Date): Promise<readonly AuditEvent[]> {
    const list = new ListObjectsV2Command({ Bucket: EVIDENCE_BUCKET, Prefix: AUDIT_FALLBACK_PREFIX });
    const { Contents = [] } = await this.bucket.send(list);
    const recent = Contents.filter(({ LastModified }) => (LastModified?.getTime() ?? 0) >= since.getTime() - 1000);
    return Promise.all(
      recent.map(async ({ Key }) => {
        const { Body } = await this.bucket.send(new GetObjectCommand({ Bucket: EVIDENCE_BUCKET, Key }));
        return AuditEventSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
      }),
    );
  }

  async stop(): Promise<void> {
    this.database.destroy();
    this.bucket.destroy();
    await this.stack.stop();
  }
}
