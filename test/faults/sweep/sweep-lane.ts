import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { EVIDENCE_BUCKET } from '../../../infra/local/local-resources';
import { type RouteDefinition } from '../../../shared/api/routes/route-definition';
import { type OperationId, routes } from '../../../shared/api/routes/routes';
import { type AuditEvent, AuditEventSchema, PLATFORM_TREE } from '../../../shared/domain/audit-event';
import { AUDIT_FALLBACK_PREFIX } from '../../../shared/domain/emergency-audit';
import { RouteCaller } from '../../contract/routes/route-caller';
import type { LocalStack } from '../../support/local-stack';
import { rawBucket } from '../../support/raw-bucket';
import { rawClient } from '../../support/raw-table';
import type { StackResponse } from '../../support/stack-request';
import { eventsSince } from './stored-state';

type Call = () => Promise<StackResponse>;

/** Before tokens of fifteen minutes end. */
const LANE_MS = 9 * 60_000;

/** The id of the function that serves a route. */
export const functionOf = (id: OperationId): string => id.charAt(0).toUpperCase() + id.slice(1);

/** A stack of its own, on which faults are played one at a time. */
export class SweepLane {
  readonly #reusable = new Map<OperationId, Call>();
  readonly #startedAt = performance.now();

  private constructor(
    readonly caller: RouteCaller,
    readonly database: DynamoDBClient,
    private readonly bucket: S3Client,
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

  /** The events of both sinks since an instant: the demo entity's, and the platform's. */
  async eventsSince(since: Date): Promise<readonly AuditEvent[]> {
    const trees = [this.stack.ready.covered_entities.a, PLATFORM_TREE];
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
