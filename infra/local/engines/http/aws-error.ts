/** An error that AWS itself would answer: its name is the API's, its message holds no caller's data. */
export class AwsError extends Error {
  override readonly name: string;

  constructor(
    name: string,
    message: string,
    /** Absent: by the name, see `statusOfAwsError`. */
    readonly status: number = statusOfAwsError(name),
    /** Further members of the error's shape, such as `CancellationReasons`. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = name;
  }
}

const SERVER_FAULTS: ReadonlyMap<string, number> = new Map([
  ['InternalServerError', 500],
  ['InternalServerErrorException', 500],
  ['InternalFailure', 500],
  ['InternalError', 500],
  ['InternalErrorException', 500],
  ['InternalServiceError', 500],
  ['KMSInternalException', 500],
  ['ServiceUnavailable', 503],
  ['ServiceUnavailableException', 503],
  ['DependencyTimeoutException', 503],
  ['KeyUnavailableException', 500],
  ['SlowDown', 503],
]);

/** The HTTP status of an error of the JSON protocols: 400 unless the service is at fault. */
export function statusOfAwsError(name: string): number {
  return SERVER_FAULTS.get(name) ?? 400;
}
