/**
 * A dependency cannot be used now, or its answer is unknown: 503 with `Retry-After`, nothing released, nothing assumed.
 * `dependency` is a word of ours for logs and metrics, never sent to a client.
 */
export class DependencyUnavailableError extends Error {
  override readonly name = 'DependencyUnavailableError';

  constructor(
    readonly dependency:
      | 'audit'
      | 'audit-fallback'
      | 'baa'
      | 'biometrics'
      | 'care-teams'
      | 'disclosures'
      | 'emergency'
      | 'idempotency'
      | 'jobs'
      | 'kms'
      | 'patients'
      | 'reconciliation'
      | 'secrets'
      | 'sequence'
      | 'sessions'
      | 'tenant-keys'
      | 'configuration',
    options?: ErrorOptions,
  ) {
    super(`${dependency} unavailable`, options);
  }
}

/** Another transaction holds what this one would change, and how it ends is not known yet. */
export class ContentionError extends DependencyUnavailableError {}

/** A request of ours that a dependency calls wrong: a defect here, not an outage there. 500, and somebody is to look. */
export class DefectError extends Error {
  override readonly name = 'DefectError';
}

/**
 * A stored record does not open although nobody sent it: it was changed past the API, or it stands where it was not put
 * (45 CFR 164.312(c)(1), integrity).
 */
export class StoredRecordError extends Error {
  override readonly name = 'StoredRecordError';
}
