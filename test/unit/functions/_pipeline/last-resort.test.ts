import type { APIGatewayProxyResult, Context } from 'aws-lambda';
import { lastResort, type ProxyHandler } from '../../../../functions/_pipeline/last-resort';
import { handler as decryptValue } from '../../../../functions/hipaa/decrypt-value';
import { handler as getHealth } from '../../../../functions/public/get-health';
import { SettingsSchema } from '../../../../shared/config/settings';
import { proxyEvent } from '../../../support/proxy-event';
import { REQUEST } from '../../../support/synthetic-parties';

const SECRET = 'Maria Invented 900-12-3456';
const context = { getRemainingTimeInMillis: () => 15_000 } as Context;

/** The answer of a handler, and all that it wrote on the process's streams. */
const invoke = async (
  handler: ProxyHandler,
): Promise<{ readonly response: APIGatewayProxyResult; readonly log: string }> => {
  const written: string[] = [];
  const take = (chunk: unknown): boolean => {
    written.push(String(chunk));
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(take));
  try {
    return { response: await handler(proxyEvent(), context), log: written.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

const before = { ...process.env };
afterEach(() => {
  process.env = { ...before };
});

describe('RELIABILITY 22: a function that is not configured is closed', () => {
  beforeEach(() => {
    for (const name of Object.keys(SettingsSchema.shape)) Reflect.deleteProperty(process.env, name);
    process.env.PHI_KEY_ARN = SECRET;
  });

  it.each([
    ['decryptValue', decryptValue, ['AUDIT_TABLE_NAME', 'PHI_KEY_ARN']],
    ['getHealth', getHealth, ['AWS_REGION', 'HIPAA_ALLOWED_REGIONS']],
  ])('%s answers 503; the log names the variables that are wrong, and no value', async (_, handler, wrong) => {
    const { response, log } = await invoke(handler);
    expect(response).toMatchObject({ statusCode: 503, headers: { 'Retry-After': '5', 'X-Request-Id': REQUEST } });
    expect(JSON.parse(response.body)).toMatchObject({ code: 'service-unavailable', status: 503 });
    expect(log).toContain('"message":"misconfigured"');
    for (const name of wrong) expect(log).toContain(name);
    expect(response.body + log).not.toContain(SECRET);
  });
});

describe('guarantee 5: what escapes the pipeline', () => {
  it('is a bare problem with an id to quote, and a log line without the message', async () => {
    const failing = lastResort('decryptValue', () => Promise.reject(new TypeError(SECRET)));
    const { response, log } = await invoke(failing);
    const body = JSON.parse(response.body) as Readonly<Record<string, unknown>>;
    expect(Object.keys(body).sort()).toEqual(['code', 'error_id', 'status', 'title', 'type']);
    expect([response.statusCode, body.code]).toEqual([500, 'internal-error']);
    expect(log).toContain(`"error_id":"${String(body.error_id)}"`);
    expect(log).toContain('"name":"TypeError"');
    expect(response.body + log).not.toContain(SECRET);
  });
});
