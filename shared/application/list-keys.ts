import { formatCursor, parseCursor } from '../crypto/cursor';
import { isRefusal, refuse, type Refusal } from '../domain/result';
import type { Audited, AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import type { TenantKeyStore } from '../ports/tenant-key-store';
import { auditEvent, type Call, type EventSources } from './call';
import { keyBody, type KeyBody } from './key-body';

export interface ListKeysDependencies extends EventSources {
  readonly audit: AuditTrail;
  readonly keys: TenantKeyStore;
  readonly cursors: CursorKeySource;
}

export interface KeysQuestion {
  readonly tree: string;
  readonly limit: number;
  readonly cursor: string | undefined;
}

export interface KeyPageBody {
  readonly items: readonly KeyBody[];
  readonly next_cursor?: string;
}

const LIST = 'tenant-keys';

/** Reads a page of a covered entity's key versions, newest first. @throws DependencyUnavailableError */
export const readKeys = async (
  { keys, cursors, clock }: Pick<ListKeysDependencies, 'keys' | 'cursors' | 'clock'>,
  { tree, limit, cursor }: KeysQuestion,
): Promise<KeyPageBody | Refusal<'invalid-cursor'>> => {
  const [key, versions] = await Promise.all([cursors.cursorKey(), keys.versions(tree)]);
  const binding = [LIST, tree];
  const before = cursor === undefined ? undefined : parseCursor(key, binding, cursor);
  if (cursor !== undefined && before === undefined) return refuse('invalid-cursor');
  const rest = versions.filter(({ version }) => before === undefined || version < Number(before));
  const page = rest.slice(0, limit);
  const newest = versions[0]?.version ?? 0;
  const last = page.at(-1);
  return {
    items: page.map((each) => keyBody(each, newest, clock.now())),
    ...(last === undefined || rest.length === page.length
      ? {}
      : { next_cursor: formatCursor(key, binding, String(last.version)) }),
  };
};

/** Answers with a page of key versions. @throws DependencyUnavailableError */
export const answerKeys = async (
  deps: Pick<ListKeysDependencies, 'audit'> & EventSources,
  call: Call,
  page: KeyPageBody | Refusal<'invalid-cursor'>,
): Promise<Audited<KeyPageBody> | Refusal<'invalid-cursor'>> =>
  isRefusal(page)
    ? page
    : deps.audit.answer([auditEvent(call, { outcome: 'success', status_code: 200 }, deps)], page, call.check);
