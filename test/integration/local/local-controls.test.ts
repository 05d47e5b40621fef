import { request as httpRequest } from 'node:http';
import { type LocalStack, startLocalStack } from '../../support/local-stack';

let stack: LocalStack;
beforeAll(async () => {
  stack = await startLocalStack({ background: false });
});
afterAll(() => stack.stop());

/** Sends headers that `fetch` would not. */
const statusWith = (method: string, headers: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const request = httpRequest(`${stack.url}/__local/faults`, { method, headers }, (response) => {
      response.resume().once('end', () => {
        resolve(response.statusCode ?? 0);
      });
    });
    request.once('error', reject).end();
  });

const port = (): string => new URL(stack.url).port;

describe('/__local answers programs on this machine, not web pages', () => {
  it.each([
    'evil.example',
    'evil.example:3000',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1@evil.example',
  ])('refuses the Host %s (DNS rebinding)', async (host) => {
    expect(await statusWith('GET', { Host: host })).toBe(403);
  });

  it.each(['https://evil.example', 'null', 'http://localhost:1', 'http://evil.example:3000'])(
    'refuses the Origin %s',
    async (origin) => {
      expect(await statusWith('DELETE', { Origin: origin })).toBe(403);
    },
  );

  it('takes loopback names, and its own origin', async () => {
    for (const host of [`127.0.0.1:${port()}`, `localhost:${port()}`, `[::1]:${port()}`, 'LOCALHOST']) {
      expect(await statusWith('GET', { Host: host })).toBe(200);
    }
    expect(await statusWith('DELETE', { Origin: stack.url })).toBe(204);
  });
});

describe('POST /__local/faults', () => {
  const fault = { service: 'kms', operation: 'Decrypt', error: 'hang', count: 0 };

  it('switches a fault on; GET lists it; DELETE ends all', async () => {
    expect(await stack.request('POST', '/__local/faults', { json: fault })).toMatchObject({ status: 201, json: fault });
    expect((await stack.request('GET', '/__local/faults')).json).toEqual({ items: [fault] });
    expect(await stack.request('DELETE', '/__local/faults')).toMatchObject({ status: 204, text: '' });
    expect((await stack.request('GET', '/__local/faults')).json).toEqual({ items: [] });
  });

  it.each([{ ...fault, service: 'ec2' }, { ...fault, count: -1 }, { ...fault, extra: 1 }, [], null])(
    '422 for %j',
    async (json) => {
      const response = await stack.request('POST', '/__local/faults', { json });
      expect(response).toMatchObject({ status: 422, json: { code: 'invalid-request', errors: expect.any(Array) } });
      expect(response.headers.get('content-type')).toBe('application/problem+json');
    },
  );

  it('400 for no JSON, 413 for too much of it', async () => {
    expect((await stack.request('POST', '/__local/faults', { body: '{' })).status).toBe(400);
    const tooLarge = await stack.request('POST', '/__local/faults', { body: ' '.repeat(70_000) });
    expect(tooLarge.json).toMatchObject({
      status: 413,
      code: 'body-too-large',
      detail: 'At most 64 KiB are accepted.',
    });
  });
});

describe('POST /__local/clock', () => {
  it('answers the offset and the time that functions see', async () => {
    const response = await stack.request('POST', '/__local/clock', { json: { offset_ms: -3_600_000 } });
    const { offset_ms, now } = response.json as { readonly offset_ms: number; readonly now: string };
    expect(response.status).toBe(200);
    expect(offset_ms).toBe(-3_600_000);
    expect(Math.abs(Date.parse(now) - Date.now() + 3_600_000)).toBeLessThan(2_000);
    expect((await stack.request('GET', '/__local/clock')).json).toMatchObject({ offset_ms: -3_600_000 });
    expect(Math.abs(Date.parse(response.headers.get('date') ?? '') - Date.parse(now))).toBeLessThan(2_000);
    await stack.clock.set(0);
  });

  it.each([{}, { offset_ms: '1' }, { offset_ms: 0.5 }, { offset_ms: 1e15 }])('422 for %j', async (json) => {
    expect((await stack.request('POST', '/__local/clock', { json })).status).toBe(422);
  });
});

describe('other paths and methods', () => {
  it('404 and 405', async () => {
    expect((await stack.request('GET', '/__local/nothing')).status).toBe(404);
    const response = await stack.request('PUT', '/__local/clock');
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, POST');
  });

  it('lists the calls that reached the engines, with their tables, until they are cleared', async () => {
    const token = await stack.token('admin@demo.test');
    await stack.calls.clear();
    await stack.api('GET', '/session', { token });
    expect(await stack.calls.list()).toContainEqual({
      service: 'dynamodb',
      operation: 'GetItem',
      tables: ['sessions'],
    });
    await stack.calls.clear();
    expect(await stack.calls.list()).toEqual([]);
  });

  it('ends the instances of a function, or all', async () => {
    const counts = async () => (await stack.request('GET', '/__local/instances')).json;
    await stack.api('GET', '/health');
    expect(await counts()).toMatchObject({ GetHealth: 1 });
    await stack.endInstances('GetHealth');
    expect(await counts()).not.toHaveProperty('GetHealth');
    await stack.endInstances();
    expect(await counts()).toEqual({});
    expect((await stack.api('GET', '/health')).status).toBe(200);
  });

  it('runs a scheduled function, and no other', async () => {
    expect(await stack.runScheduled('RestartJobs')).toBe('succeeded');
    const json = { function: 'DecryptValue' };
    expect((await stack.request('POST', '/__local/schedules', { json })).status).toBe(422);
  });

  it('hands a function of a stream its next batch, and no other function', async () => {
    await stack.api('GET', '/session', { token: await stack.token('admin@demo.test') });
    expect(await stack.runStream('SequenceAuditEvents')).toBe('done');
    expect(await stack.runStream('SequenceAuditEvents')).toBe('nothing');
    await stack.api('GET', '/session', { token: await stack.token('admin@demo.test') });
    await stack.faults.add({ service: 'dynamodb', operation: '*', table: 'sequence', error: 'AccessDeniedException' });
    expect(await stack.runStream('SequenceAuditEvents')).toBe('failed');
    expect(await stack.runStream('SequenceAuditEvents')).toBe('done');
    const json = { function: 'DecryptValue' };
    expect((await stack.request('POST', '/__local/streams', { json })).status).toBe(422);
  });

  it('counts the calls that each engine received', async () => {
    expect(await stack.callCounts()).toMatchObject({
      dynamodb: expect.any(Object),
      kms: expect.any(Object),
      s3: expect.any(Object),
      secretsmanager: expect.any(Object),
      cognito: expect.any(Object),
    });
  });
});

describe('GET /__local/kms', () => {
  it('shows what KMS was sent, with its encryption context', async () => {
    const token = await stack.token('developer@demo.test');
    await stack.api('POST', '/hipaa/encrypt', { token, json: { value: 'example' } });
    const { status, json } = await stack.request('GET', '/__local/kms');
    const { items } = json as { readonly items: readonly { readonly operation: string; readonly body: string }[] };
    expect(status).toBe(200);
    expect(items.map(({ operation }) => operation)).toContain('GenerateDataKey');
    expect(items.map(({ body }) => body).join('')).toContain('EncryptionContext');
  });
});
