import {
  ageInDays,
  type DestructionCertificate,
  type DestructionRequest,
  keyState,
  type KeyState,
  lapsesAt,
  openRequest,
  type TenantKeyRecord,
} from '../domain/key-destruction';

/** A request that waits for its second admin, as it is shown. */
export interface PendingDestruction {
  readonly requested_by: string;
  readonly requested_at: string;
  /** Until when another admin may confirm it. */
  readonly lapses_at: string;
}

/** A version of a key as it is shown. */
export interface KeyBody {
  readonly key_id: string;
  readonly version: number;
  readonly state: KeyState;
  readonly created_at: string;
  readonly age_days: number;
  readonly destroyed_at?: string;
  readonly destruction_request?: PendingDestruction;
  readonly certificate?: DestructionCertificate;
}

/** Shows a request that waits. */
export const pendingDestruction = (request: DestructionRequest): PendingDestruction => ({
  ...request,
  lapses_at: lapsesAt(request).toISOString(),
});

/** Shows a version of a key as it stands at a time. */
export const keyBody = (key: TenantKeyRecord, newestVersion: number, now: Date): KeyBody => {
  const { key_id, version, certificate } = key;
  const request = openRequest(key, now);
  return {
    key_id,
    version,
    state: keyState(key, newestVersion),
    created_at: key.created_at.toISOString(),
    age_days: ageInDays(key, now),
    ...(certificate === undefined ? {} : { destroyed_at: certificate.destroyed_at, certificate }),
    ...(request === undefined ? {} : { destruction_request: pendingDestruction(request) }),
  };
};

/** Shows a version as it stood when it was made: what the first answer said, whatever happened since. */
export const keyBodyWhenMade = ({
  key_id,
  version,
  created_at,
}: Pick<TenantKeyRecord, 'key_id' | 'version' | 'created_at'>): KeyBody => ({
  key_id,
  version,
  state: 'active',
  created_at: created_at.toISOString(),
  age_days: 0,
});
