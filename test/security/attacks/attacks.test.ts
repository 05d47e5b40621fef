import { endStage, recordedCount, startStage, suite, unrecorded } from './attack-stage';

/** The whole of a kind of attack takes minutes. */
const WHOLE_MS = 900_000;
if (suite.whole) jest.setTimeout(WHOLE_MS);

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
import './paths.cases';
import './properties.cases';
import './resources.cases';

describe('164.312(b) audit controls, ASVS 16.3.2: attempts', () => {
  it('left exactly one event each, the refused ones that reached a function', async () => {
    expect(recordedCount()).toBeGreaterThan(0);
    expect(await unrecorded()).toEqual([]);
  });
});
