/**
 * What a log line may hold: closed-list words, ids that we made, and numbers. A key that is not here is dropped, not
 * masked: the allow-list is the first line of guarantee 5, and no value of a request can be named in it.
 */
export interface LogFields {
  readonly request_id?: string;
  readonly error_id?: string;
  readonly operation?: string;
  /** Who called, and the one patient concerned: ids of ours, for the review of activity, and nothing else of either. */
  readonly user_id?: string | undefined;
  readonly patient_id?: string | undefined;
  /** A ULID of ours, or a hash. */
  readonly event_id?: string;
  /** A covered entity's id, or `platform`. */
  readonly tree?: string;
  /** Items that a run dealt with. */
  readonly items?: number;
  readonly finished?: boolean;
  readonly lag_seconds?: number;
  readonly function_name?: string;
  readonly status_code?: number;
  readonly reason_code?: string;
  readonly outcome?: string;
  readonly duration_ms?: number;
  readonly dependency?: string;
  readonly error?: unknown;
  readonly settings?: readonly string[];
}

/** The messages of all log lines; free text has no place in a log. */
export type LogMessage =
  | 'request'
  | 'unexpected error'
  | 'dependency unavailable'
  | 'audit append failed'
  | 'audit fallback used'
  | 'audit fallback failed'
  | 'audit fallback not noted'
  | 'audit fallback unreadable'
  | 'audit reconciled'
  | 'session touch failed'
  | 'readiness probe failed'
  | 'misconfigured'
  | 'worker failed'
  | 'audit event changed'
  | 'audit event unreadable'
  | 'tree parked'
  | 'rollup overflow'
  | 'caught up'
  | 'token claims added'
  | 'log record dropped';
