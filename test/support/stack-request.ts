/** A request of a test. `json` and `body` exclude each other. */
export interface RequestOptions {
  readonly token?: string;
  readonly json?: unknown;
  readonly body?: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

export interface StackResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where it is not. */
  readonly json: unknown;
}

/** A text as JSON; undefined where it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const headersOf = ({ token, json, headers }: RequestOptions): Record<string, string> => ({
  ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
  ...headers,
});

/** Sends one request and reads the whole answer. Redirects are not followed. */
export const sendRequest = async (
  origin: string,
  method: string,
  path: string,
  options: RequestOptions,
): Promise<StackResponse> => {
  const query = options.query === undefined ? '' : `?${new URLSearchParams(options.query).toString()}`;
  const response = await fetch(`${origin}${path}${query}`, {
    method,
    headers: headersOf(options),
    body: options.json === undefined ? (options.body as RequestInit['body']) : JSON.stringify(options.json),
    redirect: 'manual',
    signal: options.signal,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parseJson(text) };
};
