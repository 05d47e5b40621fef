import { isRefusal, type Refusal } from '../domain/result';
import type { AuditTrail } from '../ports/audit-trail';
import type { CursorKeySource } from '../ports/cursor-key-source';
import type { TenantKeyStore } from '../ports/tenant-key-store';
import type { EventSources } from './call';
import { keyBody, type KeyBody } from './key-body';
import { openList, type PageBody } from './list-page';

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

const LIST = 'tenant-keys';

/** Reads a page of a covered entity's key versions, newest first. @throws DependencyUnavailableError */
export const readKeys = async (
  { keys, cursors, clock }: Pick<ListKeysDependencies, 'keys' | 'cursors' | 'clock'>,
  { tree, limit, cursor }: KeysQuestion,
): Promise<PageBody<KeyBody> | Refusal<'invalid-cursor'>> => {
  const [list, versions] = await Promise.all([openList(cursors, [LIST, tree], cursor), keys.versions(tree)]);
  if (isRefusal(list)) return list;
  const { position } = list;
  const rest = versions.filter(({ version }) => position === undefined || version < Number(position));
  const page = rest.slice(0, limit);
  const newest = versions[0]?.version ?? 0;
  const last = page.at(-1);
  return {
    items: page.map((each) => keyBody(each, newest, clock.now())),
    ...list.next(last === undefined || rest.length === page.length ? undefined : String(last.version)),
  };
};
