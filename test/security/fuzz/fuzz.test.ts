import { fuzz, startFuzz, suite } from './running-fuzz';

/** The stack starts, and both entities get one of each thing: seconds, but more on a busy machine. */
const START_MS = 120_000;

beforeAll(startFuzz, START_MS);
afterAll(() => fuzz().stop());

// In this order: what ends entity B comes behind what needs its users, and the aftermath looks at all that was sent.
import './operations.cases';
import './limits.cases';
import './json-parsers.cases';
import './ended-entity.cases';
import './raw-http.cases';
import './aftermath.cases';

describe('the fuzz', () => {
  it('shows what it sent', () => {
    suite.print('fuzz from docs/openapi.json', fuzz().table());
  });
});
