import type { LocalStack } from '../support/local-stack';
import { sharedStack } from '../support/shared-stack';

const FAULT = { service: 'kms', operation: 'Decrypt', error: 'hang', count: 0 } as const;

const stateOf = async (stack: LocalStack) => ({
  faults: (await stack.request('GET', '/__local/faults')).json,
  clock: (await stack.request('GET', '/__local/clock')).json,
});

describe('the stack that suites share', () => {
  it('comes without faults and at the true time, whatever the suite before left behind', async () => {
    const left = await sharedStack();
    await left.faults.add(FAULT);
    await left.clock.set(3_600_000);
    await left.stop();
    const taken = await sharedStack();
    expect(taken.pid).toBe(left.pid);
    expect(await stateOf(taken)).toMatchObject({ faults: { items: [] }, clock: { offset_ms: 0 } });
  });
});
