import { endStage, recordedCount, startStage, suite, unrecorded } from './attack-stage';

/** One test makes all attacks of its kind: the whole of one takes minutes. */
const [WHOLE_MS, SAMPLE_MS] = [900_000, 120_000];
jest.setTimeout(suite.whole ? WHOLE_MS : SAMPLE_MS);

beforeAll(startStage);
afterAll(endStage);

import './answers.cases';
import './authentication.cases';
import './cursors.cases';
import './existence.cases';
import './flows.cases';
import './function-level.cases';
import './idempotency.cases';
import './injection.cases';
import './input-forms.cases';
import './input-values.cases';
import './methods.cases';
import './object-level.cases';
import './outlived.cases';
import './paths.cases';
import './properties.cases';
import './resources.cases';

describe('164.312(b) audit controls, ASVS 16.3.2: attempts', () => {
  it('left exactly one event each, the refused ones that reached a function', async () => {
    expect(recordedCount()).toBeGreaterThan(0);
    expect(await unrecorded()).toEqual([]);
  });
});
