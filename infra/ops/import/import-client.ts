import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { BASE_PATH } from '../../../shared/api/routes/routes';
import type { AccessTokens } from './access-tokens';
import { ImportStopped } from './import-stopped';
import { type NotMapped, refused } from './mapped';

const ATTEMPTS = 8;
const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 30_000;
const TIMEOUT_MS = 35_000;

const Created = z.looseObject({ id: z.uuid() });
const Problem = z.looseObject({
  code: z.string().regex(/^[a-z-]{1,64}$/),
  errors: z
    .array(
      z.looseObject({ path: z.string().regex(/^[a-z0-9_.[\]]{0,64}$/), code: z.string().regex(/^[a-z0-9-]{1,64}$/) }),
    )
    .optional()
    .catch(undefined),
});

/** A refusal; `mayBeKept` where an attempt before it had no answer, or one that leaves open what became of it. */
type Refusal = NotMapped & { readonly mayBeKept?: true };

export type Answer = { readonly kind: 'created'; readonly id: string; readonly replayed: boolean } | Refusal;

interface Response {
  readonly status: number;
  readonly retryAfterMs: number;
  readonly replayed: boolean;
  readonly json: unknown;
}

/** Worth a repeat: the same key makes one resource of them. */
const isTransient = ({ status, json }: Response): boolean =>
  [429, 502, 503, 504].includes(status) || (status === 409 && codeOf(json) === 'request-in-progress');

const codeOf = (json: unknown): string | undefined => {
  const problem = Problem.safeParse(json);
  return problem.success ? problem.data.code : undefined;
};

const secondsOf = (retryAfter: string | null): number => (/^\d{1,5}$/.test(retryAfter ?? '') ? Number(retryAfter) : 0);

/** Whether an answer, or that there is none, leaves open whether something was kept. */
const leavesOpen = (response: Response | undefined): boolean => response === undefined || response.status >= 500;

/** What is wrong with one record, as against what is wrong with all. @throws ImportStopped */
const refusalOf = ({ status, json }: Response, mayBeKept: boolean): Refusal => {
  const problem = Problem.safeParse(json);
  const code = problem.success ? problem.data.code : `http-${status}`;
  if (status === 401 || (status === 403 && code !== 'care-team-required')) {
    throw new ImportStopped(`The API refuses this import: ${status} ${code}.`, !mayBeKept);
  }
  const [field] = (problem.success ? problem.data.errors : undefined) ?? [];
  const refusal = field === undefined ? refused(code) : refused(field.code, field.path);
  return mayBeKept ? { ...refusal, mayBeKept } : refusal;
};

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** The HTTP API, and nothing else. Repeats what may be repeated, with jitter, and a bounded number of times. */
export class ImportClient {
  constructor(
    private readonly url: string,
    private readonly tokens: AccessTokens,
    private readonly wait: (ms: number) => Promise<void> = pause,
  ) {}

  /** @throws ImportStopped when no record can be imported any more */
  async create(path: string, body: object, idempotencyKey: string): Promise<Answer> {
    let [renewed, mayBeKept] = [false, false];
    let token = await this.tokens.current();
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const response = await this.#post(path, body, { token, idempotencyKey });
      mayBeKept ||= leavesOpen(response);
      if (response?.status === 401 && !renewed) {
        renewed = true;
        token = await this.#renewed(token, mayBeKept);
      } else if (response === undefined || isTransient(response)) {
        if (attempt + 1 < ATTEMPTS) await this.wait(this.#delay(attempt, response?.retryAfterMs ?? 0));
      } else return this.#answer(response, mayBeKept);
    }
    throw new ImportStopped(
      `The API does not answer, or asks to wait, after ${ATTEMPTS} attempts. Run the same command again later: it resumes.`,
    );
  }

  async #renewed(token: string, mayBeKept: boolean): Promise<string> {
    try {
      return await this.tokens.renew(token);
    } catch (error) {
      throw error instanceof ImportStopped ? new ImportStopped(error.message, !mayBeKept) : error;
    }
  }

  #answer(response: Response, mayBeKept: boolean): Answer {
    if (response.status !== 201) return refusalOf(response, mayBeKept);
    const created = Created.safeParse(response.json);
    if (!created.success) throw new ImportStopped('The answer is not the API’s: is --url right?');
    return { kind: 'created', id: created.data.id, replayed: response.replayed };
  }

  /** At least what the server asks for; beyond it, anything up to a bound that doubles. */
  #delay(attempt: number, retryAfterMs: number): number {
    const jitter = randomInt(FIRST_DELAY_MS * 2 ** attempt) + 1;
    return Math.min(retryAfterMs + jitter, LONGEST_DELAY_MS);
  }

  /** Nothing where no whole answer came. */
  async #post(
    path: string,
    body: object,
    { token, idempotencyKey }: { readonly token: string; readonly idempotencyKey: string },
  ): Promise<Response | undefined> {
    try {
      const response = await fetch(`${this.url}${BASE_PATH}${path}`, {
        method: 'POST',
        headers: {
          Authorization: `Bearer ${token}`,
          'Content-Type': 'application/json',
          'Idempotency-Key': idempotencyKey,
        },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      return {
        status: response.status,
        retryAfterMs: secondsOf(response.headers.get('retry-after')) * 1000,
        replayed: response.headers.get('idempotency-replayed') === 'true',
        json: parsed(text),
      };
    } catch {
      return undefined;
    }
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
