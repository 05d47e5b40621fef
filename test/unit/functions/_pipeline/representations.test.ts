import { codeOf } from '../../../support/pipeline-bench';
import { ReportBench } from '../../../support/report-bench';
import { agreement } from '../../../support/synthetic-parties';

const typeOf = async (accept: string | undefined): Promise<unknown> =>
  (await new ReportBench().as(accept)).headers?.['Content-Type'];

const JSON_TYPE = 'application/json';
const CSV_TYPE = 'text/csv; charset=utf-8; header=present';
const HTML_TYPE = 'text/html; charset=utf-8';

describe('RFC 9110 section 12.5.1: the form of an answer is the client’s choice', () => {
  it.each([
    [undefined, JSON_TYPE],
    ['*/*', JSON_TYPE],
    ['application/*', JSON_TYPE],
    ['application/json', JSON_TYPE],
    ['text/csv', CSV_TYPE],
    ['text/html', HTML_TYPE],
    ['TEXT/HTML', HTML_TYPE],
    ['text/*', CSV_TYPE],
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', HTML_TYPE],
    ['text/csv;q=0.5, text/html;q=0.9, application/json;q=0.1', HTML_TYPE],
    ['text/html;q=0.1, application/json;q=0.2', JSON_TYPE],
    ['application/json;q=0, */*', CSV_TYPE],
    ['application/pdf, text/csv;q=0.1', CSV_TYPE],
  ])('Accept: %s', async (accept, expected) => {
    expect(await typeOf(accept)).toBe(expected);
  });

  it.each(['application/pdf', 'text/plain', 'application/json;q=0', '*/*;q=0', 'text/html;q=0, text/csv;q=0'])(
    'answers 406 to %s, as a problem, and records it',
    async (accept) => {
      const bench = new ReportBench();
      const response = await bench.as(accept);
      expect([response.statusCode, codeOf(response)]).toEqual([406, 'not-acceptable']);
      expect(response.headers?.['Content-Type']).toBe('application/problem+json');
      expect(bench.events).toMatchObject([{ outcome: 'failure', reason_code: 'not-acceptable' }]);
      expect(bench.rollups.asked).toEqual([]);
    },
  );

  it.each(['application/json', 'text/csv', 'text/html'])('%s varies by Accept, and is never cached', async (accept) => {
    const { headers } = await new ReportBench().as(accept);
    expect(headers).toMatchObject({
      Vary: 'Accept',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
  });

  it.each(['text/csv', 'text/html'])('a refusal stays a problem when %s was asked for', async (accept) => {
    const response = await new ReportBench().as(accept, { from: ['tomorrow'] });
    expect([response.statusCode, response.headers?.['Content-Type']]).toEqual([422, 'application/problem+json']);
  });
});

describe('an answer that could not be sent in its form', () => {
  it('is refused before an event says that it was', async () => {
    const bench = new ReportBench();
    // Ampersands grow fivefold in HTML: what fits as JSON need not fit as a page.
    const organization_name = '&'.repeat(256);
    const many = Array.from({ length: 4000 }, (_, n) => `${n}`.padStart(8, '0'));
    bench.file(...many.map((n) => agreement({ id: `${n}-77aa-4b88-8c99-aabbccddeeff`, organization_name })));
    const page = await bench.as('text/html');
    expect([page.statusCode, codeOf(page)]).toEqual([422, 'response-too-large']);
    expect(bench.events).toMatchObject([{ outcome: 'failure', reason_code: 'response-too-large' }]);
    expect((await bench.as('application/json')).statusCode).toBe(200);
  });
});
