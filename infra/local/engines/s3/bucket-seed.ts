type RetentionMode = 'COMPLIANCE' | 'GOVERNANCE';

/** The default retention of a bucket with Object Lock; either days or years. */
export interface DefaultRetention {
  readonly mode: RetentionMode;
  readonly days?: number;
  readonly years?: number;
}

/** A bucket to ensure at start. */
export interface BucketSeed {
  readonly name: string;
  /** Implied by Object Lock. */
  readonly versioning?: boolean;
  /** `true`: Object Lock without a default retention. Switched on at creation only, as in S3. */
  readonly objectLock?: boolean | DefaultRetention;
}
