/**
 * What a log line may hold: closed-list words, ids that we made, and numbers. A key that is not here is dropped, not
 * masked: the allow-list is the first line of guarantee 5, and no value of a request can be named in it.
 */
export interface LogFields {
  readonly request_id?: string;
  readonly error_id?: string;
  readonly operation?: string;
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
