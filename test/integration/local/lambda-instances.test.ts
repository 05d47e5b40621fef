import { type LambdaFixture, startLambdaFixture } from './lambda-fixture';

let fixture: LambdaFixture;
afterEach(() => fixture.close());

describe('an instance is what the deployed function would get, and nothing else', () => {
  it('has its own environment and none of the parent’s', async () => {
    process.env.PHIDUCIA_PARENT_ONLY = 'leaked';
    fixture = startLambdaFixture(`return { names: Object.keys(process.env).sort(), execArgv: process.execArgv };`, {
      environment: { AUDIT_TABLE_NAME: 'audit' },
    });
    const result = await fixture.result();
    delete process.env.PHIDUCIA_PARENT_ONLY;
    expect(result).toEqual({ names: ['AUDIT_TABLE_NAME', '_X_AMZN_TRACE_ID'], execArgv: ['--no-warnings'] });
  });

  it('gets a Lambda context whose remaining time runs down', async () => {
    fixture = startLambdaFixture(
      `const before = context.getRemainingTimeInMillis();
       await new Promise((done) => setTimeout(done, 60));
       return { before, after: context.getRemainingTimeInMillis(), name: context.functionName, id: context.awsRequestId,
         arn: context.invokedFunctionArn };`,
      { timeoutSeconds: 2 },
    );
    const result = (await fixture.result()) as Readonly<Record<string, number | string>>;
    expect(result).toMatchObject({
      name: 'Probe',
      arn: expect.stringMatching(/:function:Probe$/),
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(result.before).toBeGreaterThan(1_900);
    expect(result.before).toBeLessThanOrEqual(2_000);
    expect(result.after).toBeLessThanOrEqual(Number(result.before) - 50);
  });

  it('runs one invocation at a time, and up to the limit of instances side by side', async () => {
    fixture = startLambdaFixture(
      `globalThis.running = (globalThis.running ?? 0) + 1;
       const seen = globalThis.running;
       await new Promise((done) => setTimeout(done, 50));
       globalThis.running -= 1;
       return seen;`,
      { limits: { maxInstances: 3 } },
    );
    const seen = await Promise.all(Array.from({ length: 12 }, () => fixture.result()));
    expect(seen).toEqual(Array.from({ length: 12 }, () => 1));
    expect(fixture.lambda.instanceCounts()).toEqual({ Probe: 3 });
  });

  it('is ended when idle, and started again when needed', async () => {
    fixture = startLambdaFixture(`return 'fine';`, { limits: { idleMs: 50 } });
    expect(await fixture.result()).toBe('fine');
    await new Promise((done) => setTimeout(done, 200));
    expect(fixture.lambda.instanceCounts()).toEqual({});
    expect(await fixture.result()).toBe('fine');
  });
});

describe('the clock of the local stack moves Date inside functions', () => {
  const DAY_MS = 86_400_000;

  it.each([
    ['back', -400 * DAY_MS],
    ['forward', 400 * DAY_MS],
  ])('%s, in instances that run already', async (_, offset) => {
    fixture = startLambdaFixture(`return { now: Date.now(), date: new Date().getTime(), text: Date.parse(Date()) };`);
    await fixture.result();
    fixture.clock.move(offset);
    const result = (await fixture.result()) as Readonly<Record<string, number>>;
    for (const name of ['now', 'date', 'text']) {
      expect(Math.abs((result[name] ?? 0) - Date.now() - offset)).toBeLessThan(5_000);
    }
  });

  it('and leaves everything else about dates as it is', async () => {
    fixture = startLambdaFixture(
      `class Sub extends Date {}
       const fixed = new Date(0);
       return { iso: new Date('2020-02-29T00:00:00Z').toISOString(), utc: Date.UTC(2020, 1), length: Date.length,
         instance: new Date() instanceof Date, fixed: fixed.toISOString(), constructor: fixed.constructor === Date,
         sub: Math.abs(new Sub().getTime() - Date.now()) < 1000, subType: new Sub() instanceof Sub,
         origin: Math.abs(performance.timeOrigin + performance.now() - Date.now()) < 1000 };`,
    );
    fixture.clock.move(DAY_MS);
    expect(await fixture.result()).toEqual({
      iso: '2020-02-29T00:00:00.000Z',
      utc: 1_580_515_200_000,
      length: 7,
      instance: true,
      fixed: '1970-01-01T00:00:00.000Z',
      constructor: true,
      sub: true,
      subType: true,
      origin: true,
    });
  });
});

describe('the log holds what CloudWatch would get', () => {
  it('has each line before the answer, as JSON', async () => {
    fixture = startLambdaFixture(
      `console.log(JSON.stringify({ level: 'INFO', message: 'structured' }));
       console.error('plain', 'text');
       process.stdout.write('{"half":');
       process.stdout.write('true}\\n');
       process.emitWarning('careful');
       await new Promise((done) => setImmediate(done));
       return 1;`,
    );
    await fixture.result();
    const lines = fixture
      .logText()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toEqual([
      { level: 'INFO', message: 'structured' },
      expect.objectContaining({ level: 'INFO', function_name: 'Probe', message: 'plain text' }),
      { half: true },
      expect.objectContaining({ level: 'WARN', message: 'Warning: careful' }),
    ]);
  });
});
