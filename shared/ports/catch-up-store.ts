/** Where a run over the audit table stands. */
export interface CatchUpCursor {
  /** RFC 3339; what the run covers. */
  readonly from: string;
  readonly to: string;
  readonly day: string;
  /** The last tree of the day that is done. */
  readonly after?: string;
  /** The tree under way, and where to go on in it. */
  readonly tree?: string;
  readonly position?: string;
}

export interface CatchUpProgress {
  /** RFC 3339: up to here every item has its position. Absent before the first run has ended. */
  readonly until?: string;
  /** Trees that could not be brought up to date, with the instant (RFC 3339) from which they are read again. */
  readonly parked?: Readonly<Record<string, string>>;
  /** The run that has not ended yet. */
  readonly cursor?: CatchUpCursor;
}

/** Up to which instant a tree's items all have their positions. */
export const completeUntil = ({ until, parked = {} }: CatchUpProgress, tree: string): string | undefined => {
  const parkedAt = Object.hasOwn(parked, tree) ? parked[tree] : undefined;
  return parkedAt === undefined || until === undefined || until < parkedAt ? until : parkedAt;
};

/** What the catch-up remembers from run to run. */
export interface CatchUpStore {
  /** @throws DependencyUnavailableError */
  load(): Promise<CatchUpProgress>;
  /** @throws DependencyUnavailableError */
  save(progress: CatchUpProgress): Promise<void>;
}
