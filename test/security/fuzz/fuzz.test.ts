import { fuzz, startFuzz } from './running-fuzz';

beforeAll(startFuzz);
afterAll(() => fuzz().stop());

import './operations.cases';

describe('the fuzz', () => {
  it('shows what it sent', () => {
    fuzz().suite.print('fuzz from docs/openapi.json', fuzz().table());
  });
});
