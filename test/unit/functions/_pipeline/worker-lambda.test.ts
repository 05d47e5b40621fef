import type { Context } from 'aws-lambda';
import { reportBatch } from '../../../../functions/_pipeline/report-batch';
import { reportCatchUp } from '../../../../functions/_pipeline/report-catch-up';
import { type Invocation, workerLambda } from '../../../../functions/_pipeline/worker-lambda';
import type { SequencedBatch } from '../../../../shared/application/sequence-audit-events';
import { DefectError, DependencyUnavailableError } from '../../../../shared/ports/errors';
import { newTree } from '../../../support/audit-events';

const context = { getRemainingTimeInMillis: () => 15_000 } as Context;

const before = { ...process.env };
beforeAll(() => {
  process.env.AWS_REGION = 'us-east-1';
  process.env.HIPAA_ALLOWED_REGIONS = '["us-east-1"]';
});
afterAll(() => {
  process.env = before;
});

/** All that a worker writes out: its log, and its metrics in CloudWatch's format. */
const written = async (run: (invocation: Invocation) => unknown): Promise<string> => {
  const lines: string[] = [];
  const take = (chunk: unknown): boolean => {
    lines.push(String(chunk));
    return true;
  };
  const spies = [process.stdout, process.stderr].map((stream) => jest.spyOn(stream, 'write').mockImplementation(take));
  try {
    await workerLambda('probe', (_, invocation) => Promise.resolve(run(invocation)))({}, context).catch(
      () => undefined,
    );
    return lines.join('');
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};

const done: SequencedBatch = { added: 1, overflowed: 0, parked: [], unreadable: [], tampered: [] };
const parked = [{ tree: newTree(), error: new DefectError('wrong') }];
const outage = new DependencyUnavailableError('sequence');

describe('bar: a worker’s invocation counts once', () => {
  it.each([
    ['a batch that is done', done, 'WorkerSucceeded', 'WorkerFailed'],
    ['a batch that comes again', { ...done, failedFrom: '7', error: outage }, 'WorkerFailed', 'WorkerSucceeded'],
    ['a batch with a parked tree', { ...done, parked }, 'WorkerFailed', 'WorkerSucceeded'],
  ])('%s', async (_, batch, counted, not) => {
    const text = await written((invocation) => reportBatch('probe', batch, invocation));
    expect(text).toContain(`"${counted}"`);
    expect(text).not.toContain(`"${not}"`);
  });

  it('that is thrown: failed alone', async () => {
    const text = await written(() => {
      throw outage;
    });
    expect(text).toContain('"WorkerFailed"');
    expect(text).not.toContain('"WorkerSucceeded"');
  });
});

describe('what the sequencer could not do is logged and counted', () => {
  it('a parked tree by its id, and entries without room', async () => {
    const batch = { ...done, parked, overflowed: 3 };
    const text = await written((invocation) => reportBatch('probe', batch, invocation));
    expect(text).toContain(`"tree":"${parked[0]?.tree ?? ''}"`);
    expect(text).toMatch(/"SequenceParked":\[?1/);
    expect(text).toMatch(/"RollupOverflow":\[?3/);
  });

  it('a catch-up: what it added, whether it ended, and how far it is behind', async () => {
    const run = { added: 5, overflowed: 0, finished: false, parked: [], lag_seconds: 900 };
    const text = await written((invocation) => {
      reportCatchUp('probe', run, invocation);
    });
    expect(text).toContain('"finished":false');
    expect(text).toMatch(/"CatchUpAdded":\[?5/);
    expect(text).toMatch(/"CatchUpLagSeconds":\[?900/);
    expect(text).toContain('"WorkerSucceeded"');
  });
});
