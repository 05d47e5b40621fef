import { type LambdaFixture, startLambdaFixture } from './lambda-fixture';

let fixture: LambdaFixture;
afterEach(() => fixture.close());

const failure = (reason: string) => ({ kind: 'failed', reason });

describe('a function that fails gives no result, and the next invocation is served', () => {
  it('ends the instance at the function’s timeout, so that no work goes on', async () => {
    fixture = startLambdaFixture(
      `if (event.hang) for (;;) { await new Promise((done) => setTimeout(done, 20)); console.log('still here'); }
       return 'fine';`,
      { timeoutSeconds: 0.3 },
    );
    expect(await fixture.invoke({ hang: true })).toEqual(failure('timed-out'));
    await new Promise((done) => setTimeout(done, 100));
    const logged = fixture.logText();
    await new Promise((done) => setTimeout(done, 100));
    expect(fixture.logText()).toBe(logged);
    expect(await fixture.result()).toBe('fine');
  });

  it('ends an instance that blocks its thread', async () => {
    fixture = startLambdaFixture(`if (event.spin) for (;;); return 'fine';`, { timeoutSeconds: 0.3 });
    expect(await fixture.invoke({ spin: true })).toEqual(failure('timed-out'));
    expect(await fixture.result()).toBe('fine');
  });

  it('reports an uncaught exception as a crash and starts afresh', async () => {
    fixture = startLambdaFixture(
      `globalThis.count = (globalThis.count ?? 0) + 1;
       if (event.crash) { setTimeout(() => { throw new RangeError('boom'); }); await new Promise(() => undefined); }
       return globalThis.count;`,
    );
    expect(await fixture.result()).toBe(1);
    expect(await fixture.result()).toBe(2);
    expect(await fixture.invoke({ crash: true })).toEqual(failure('crashed'));
    expect(await fixture.result()).toBe(1);
    expect(fixture.logText()).toContain('"errorType":"RangeError"');
  });

  it('reports an unhandled rejection and process.exit as a crash', async () => {
    fixture = startLambdaFixture(
      `if (event.exit) process.exit(0);
       if (event.reject) { void Promise.reject(new Error('lost')); await new Promise(() => undefined); }
       return 'fine';`,
    );
    expect(await fixture.invoke({ reject: true })).toEqual(failure('crashed'));
    expect(await fixture.invoke({ exit: true })).toEqual(failure('crashed'));
    expect(await fixture.result()).toBe('fine');
  });

  it('reports a handler that throws, and keeps its instance', async () => {
    fixture = startLambdaFixture(`if (event.throw) throw new TypeError('no'); return 'fine';`);
    expect(await fixture.invoke({ throw: true })).toEqual(failure('handler-threw'));
    expect(await fixture.result()).toBe('fine');
    expect(fixture.lambda.instanceCounts()).toEqual({ Probe: 1 });
  });

  it('fails every waiting invocation of a bundle that does not load, without starting threads for ever', async () => {
    fixture = startLambdaFixture(`exports.handler = undefined; throw new Error('wrong configuration');`);
    const outcomes = await Promise.all([fixture.invoke(), fixture.invoke(), fixture.invoke()]);
    expect(outcomes).toEqual([failure('init-failed'), failure('init-failed'), failure('init-failed')]);
    expect(fixture.lambda.instanceCounts()).toEqual({});
    expect(fixture.logText()).toContain('wrong configuration');
  });

  it('does not hand over a result beyond 6 MB', async () => {
    fixture = startLambdaFixture(`return 'x'.repeat(event.length);`);
    expect(await fixture.invoke({ length: 6_291_555 })).toEqual(failure('response-too-large'));
    expect((await fixture.invoke({ length: 6_291_554 })).kind).toBe('answered');
  });

  it('throttles when all instances are busy and the queue is full', async () => {
    fixture = startLambdaFixture(`await new Promise((done) => setTimeout(done, 200)); return 'fine';`, {
      limits: { maxInstances: 1, maxQueued: 2 },
    });
    await fixture.invoke();
    const outcomes = await Promise.all([1, 2, 3, 4, 5].map(() => fixture.invoke()));
    expect(outcomes.filter((outcome) => outcome.kind === 'failed')).toEqual([
      failure('throttled'),
      failure('throttled'),
    ]);
  });

  it('knows no function of another name', async () => {
    fixture = startLambdaFixture(`return 1;`);
    expect(await fixture.lambda.invoke('Other', '{}')).toEqual(failure('init-failed'));
  });
});
