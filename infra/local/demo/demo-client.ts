import * as z from 'zod';
import { BASE_PATH } from '../../../shared/api/routes/routes';
import { DecryptResponse, EncryptResponse } from '../../../shared/api/schemas/encryption';
import { AuditLogPage } from '../../../shared/api/schemas/audit-log';

/** An answer that is not the one hoped for: its status and problem code, nothing of the request. */
class DemoError extends Error {
  override readonly name = 'DemoError';
}

const Problem = z.looseObject({ code: z.string() });
const EngineCounts = z.looseObject({ kms: z.record(z.string(), z.number()) });

type AuditPage = z.output<typeof AuditLogPage>;

/** The HTTP API as an application sees it. */
export class DemoClient {
  constructor(
    private readonly url: string,
    private readonly accessToken: string,
  ) {}

  async encrypt(value: string, context: Readonly<Record<string, string>>): Promise<string> {
    const body = { value, context, category: 'demographics' };
    return EncryptResponse.parse(await this.#call('POST', '/hipaa/encrypt', body)).ciphertext;
  }

  async decrypt(ciphertext: string, context: Readonly<Record<string, string>>): Promise<string> {
    const body = { ciphertext, context, purpose: 'operations' };
    return DecryptResponse.parse(await this.#call('POST', '/hipaa/decrypt', body)).value;
  }

  async auditLogs(cursor: string | undefined): Promise<AuditPage> {
    const query = new URLSearchParams({ limit: '100', ...(cursor === undefined ? {} : { cursor }) });
    return AuditLogPage.parse(await this.#call('GET', `/hipaa/audit-logs?${query.toString()}`));
  }

  async #call(method: string, path: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.url}${BASE_PATH}${path}`, {
      method,
      headers: { Authorization: `Bearer ${this.accessToken}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    const problem = Problem.safeParse(answer);
    throw new DemoError(
      `${method} ${path.split('?')[0]}: ${response.status} ${problem.success ? problem.data.code : ''}`,
    );
  }
}

/** KMS calls that the local stack counted since its start. */
export const kmsCalls = async (url: string): Promise<number> => {
  const response = await fetch(`${url}/__local/engines`);
  const { kms } = EngineCounts.parse(await response.json());
  return Object.values(kms).reduce((sum, count) => sum + count, 0);
};

const LocalClock = z.looseObject({ now: z.string() });

/** The time that the functions see, which may have been moved. */
export const localNow = async (url: string): Promise<string> =>
  LocalClock.parse(await (await fetch(`${url}/__local/clock`)).json()).now;
