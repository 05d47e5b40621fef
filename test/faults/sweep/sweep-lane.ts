import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { RouteDefinition } from '../../../shared/api/routes/route-definition';
import type { OperationId } from '../../../shared/api/routes/routes';
import { PLATFORM_TREE, type AuditEvent } from '../../../shared/domain/audit-event';
import { RouteCaller } from '../../contract/routes/route-caller';
import { rawClient } from '../../support/raw-table';
import type { StackResponse } from '../../support/stack-request';
import { eventsSince } from './stored-state';

/** A stack of its own, on which faults are played one at a time. */
export class SweepLane {
  private constructor(
    readonly caller: RouteCaller,
    private readonly database: DynamoDBClient,
  ) {}

  static async start(): Promise<SweepLane> {
    const caller = await RouteCaller.start();
    return new SweepLane(caller, rawClient(caller.stack));
  }

  /** A valid call of a route, ready to be made, and again; one that creates has a key of its own. */
  async ready(id: OperationId, route: RouteDefinition): Promise<() => Promise<StackResponse>> {
    const token = await this.caller.tokenFor(id, route);
    const key = randomUUID();
    return this.caller.ready(id, route, { token }, route.idempotent === true ? { 'Idempotency-Key': key } : {});
  }

  /** The events that lie in the table since an instant: the demo entity's, and the platform's. */
  eventsSince(since: Date): Promise<readonly AuditEvent[]> {
    return eventsSince(this.database, [this.caller.stack.ready.covered_entities.a, PLATFORM_TREE], since);
  }

  async stop(): Promise<void> {
    this.database.destroy();
    await this.caller.stack.stop();
  }
}
