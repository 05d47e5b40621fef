import { type AuditEvent, PLATFORM_TREE } from '../domain/audit-event';
import type { EventSources } from './call';
import { systemEvent } from './system-event';

export interface PlatformViewSources extends EventSources {
  readonly retentionYears: number;
}

/**
 * The event of a view that reads across covered entities for a dashboard. It stands in the tree `platform`, by the
 * system: CloudWatch does not tell a widget who looks at it (docs/decisions/0033).
 */
export const platformView = (
  deps: PlatformViewSources,
  facts: Pick<AuditEvent, 'operation' | 'resource_type'>,
): AuditEvent => systemEvent(deps, deps.clock.now(), { ...facts, covered_entity_id: PLATFORM_TREE, action: 'READ' });
