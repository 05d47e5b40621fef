import { baaTerms } from '../../support/stored-baa';
import { member } from '../../support/demo-clinic';
import { syntheticPatient } from '../../support/synthetic-patient';
import { attack, problemIs, raw, stack, staged, statusIs, unless } from './attack-stage';

const NAME = 'Injection';
const MARK = 'planted-7741';

/** Names of an organisation that a spreadsheet or a browser would run. */
const NAMES = [
  ...[
    `=cmd|' /C calc'!A0 ${MARK}`,
    `+1+1 ${MARK}`,
    `-2+3 ${MARK}`,
    `@SUM(1+1) ${MARK}`,
    `＝1+1 ${MARK}`,
    `"=1+1","${MARK}`,
  ],
  ...[
    `<script>alert("${MARK}")</script>`,
    `"><img src=x onerror=alert(1)> ${MARK}`,
    `</td><svg/onload=alert(1)> ${MARK}`,
  ],
  ...[`\${7*7} {{7*7}} ${MARK}`, `javascript:alert(1) ${MARK}`, `&lt;b&gt; ${MARK}`, `' OR '1'='1 ${MARK}`],
];

const file = async (organization_name: string) =>
  stack().api('POST', '/hipaa/baa', {
    token: await staged().token('admin@demo.test'),
    json: baaTerms({ organization_name }),
  });

const reportAs = async (accept: string, query: Record<string, string> = {}) =>
  stack().api('GET', '/hipaa/report', {
    token: await staged().token('auditor@demo.test'),
    query,
    headers: { Accept: accept },
  });

/** The cells of CSV, quoted or not (RFC 4180). */
const cellsOf = (csv: string): readonly string[] =>
  [...csv.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",\r\n]*))/gm)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );

describe('injection into spreadsheets and pages (ASVS 1.2.1, 1.2.10)', () => {
  it('puts no cell into the report that a spreadsheet would run', async () => {
    for (const name of NAMES) expect((await file(name)).status).toBe(201);
    const findings = await attack(NAME, ['text/csv'], String, async (accept) => {
      const answer = await reportAs(accept);
      const live = cellsOf(answer.text).filter(
        (cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell) && !/^-?\d+(\.\d+)?$/.test(cell),
      );
      return {
        answer,
        wrong: [
          statusIs(answer, 200),
          unless(live.length === 0, `live cells: ${live.join(' | ')}`),
          unless(answer.text.includes(MARK), 'shows none of the names'),
        ],
      };
    });
    expect(findings).toEqual([]);
  });

  it('puts no markup of a caller’s into the report or the dashboard', async () => {
    const pages = await Promise.all([reportAs('text/html'), stack().request('GET', '/dashboard')]);
    const findings = await attack(
      NAME,
      pages,
      () => 'page',
      (answer) =>
        Promise.resolve({
          answer,
          wrong: [
            statusIs(answer, 200),
            unless(!/<script|<img src=x|<svg\/onload|onerror=alert\(1\)>/i.test(answer.text), 'holds live markup'),
          ],
        }),
    );
    expect(findings).toEqual([]);
    expect(pages[0].text).toContain('&lt;script&gt;');
  });

  it('names a file by days alone in Content-Disposition', async () => {
    const days = ['2026-01-01"; filename="x.exe', '2026-01-01\r\nX-Injected: 1', '../../2026-01-01', "2026-01-01''x"];
    const findings = await attack(
      NAME,
      days,
      (day) => JSON.stringify(day),
      async (from) => {
        const answer = await reportAs('text/csv', { from });
        return { answer, recorded: true, wrong: [problemIs(answer, 422, 'invalid-request')] };
      },
    );
    const good = await reportAs('text/csv', { from: '2026-01-01' });
    expect(good.headers.get('content-disposition')).toMatch(
      /^attachment; filename="hipaa-report-[\d-]+-to-[\d-]+\.csv"$/,
    );
    expect(findings).toEqual([]);
  });
});

describe('injection into the log (ASVS 16.4.1)', () => {
  it('writes one line of JSON for each request, whatever the request holds, and none of its words', async () => {
    const token = await staged().token('admin@demo.test');
    const forged = `{"level":"INFO","message":"request","operation":"${MARK}"}`;
    const encoded = encodeURIComponent(`\r\n${forged}\r\n`);
    const head = (line: string, fields: readonly string[] = []): string =>
      [line, 'Host: localhost', 'Connection: close', `Authorization: Bearer ${token}`, ...fields, '', ''].join('\r\n');
    const requests: readonly (readonly [string, string])[] = [
      ['in the path', head(`GET /api/v1/hipaa/baa/${encoded} HTTP/1.1`)],
      ['in the query', head(`GET /api/v1/hipaa/baa?status=${encoded} HTTP/1.1`)],
      ['in a name of the query', head(`GET /api/v1/hipaa/baa?${encoded}=1 HTTP/1.1`)],
      ['in the user agent', head('GET /api/v1/hipaa/baa?limit=0 HTTP/1.1', [`User-Agent: ${forged}`])],
      ['in the purpose', head('GET /api/v1/hipaa/baa?limit=0 HTTP/1.1', [`X-Purpose-Of-Use: ${forged}`])],
      [
        'in the request id',
        head('GET /api/v1/hipaa/baa?limit=0 HTTP/1.1', [`X-Request-Id: ${MARK}`, `X-Amzn-Trace-Id: ${MARK}`]),
      ],
      [
        'in the forwarded address',
        head('GET /api/v1/hipaa/baa?limit=0 HTTP/1.1', [`X-Forwarded-For: ${MARK}, 203.0.113.9`]),
      ],
      ['in a colour', head('GET /api/v1/hipaa/baa?limit=0 HTTP/1.1', [`User-Agent: \x1b[31m${MARK}`])],
    ];
    const before = stack().logLines().length;
    const findings = await attack(
      NAME,
      requests,
      ([name]) => name,
      async ([, text]) => {
        const answer = await raw(text);
        const id = answer.headers.get('x-request-id');
        const lines = stack()
          .logLines()
          .filter(({ request_id }) => request_id === id);
        const refusedEarly = answer.status === 400;
        return {
          answer,
          wrong: [
            statusIs(answer, 400, 422),
            unless(lines.length === (refusedEarly ? 0 : 1), `left ${lines.length} lines of its id`),
            unless(!answer.text.includes(MARK), 'repeats what was sent'),
          ],
        };
      },
    );
    expect(findings).toEqual([]);
    const added = stack().logLines().slice(before);
    expect(added.filter(({ message }) => message === 'request').length).toBeLessThanOrEqual(requests.length);
    expect(stack().logText()).not.toContain(MARK);
  });

  it('records the address of the connection, not the one that a header claims (ASVS 4.1.3)', async () => {
    const token = await staged().token('admin@demo.test');
    const headers = {
      'X-Forwarded-For': '203.0.113.9',
      'X-Real-Ip': '203.0.113.9',
      Forwarded: 'for=203.0.113.9',
      'True-Client-Ip': '203.0.113.9',
    };
    const answer = await stack().api('GET', '/session', { token, headers });
    const [event] = await staged().eventsOf(answer);
    expect(event?.ip_address).toBe('127.0.0.1');
    expect(answer.status).toBe(200);
  });

  it('keeps a stored text a text: what it says is sealed and given back as it is', async () => {
    const token = await staged().token('admin@demo.test');
    const notes = `<script>alert("${MARK}")</script> \${jndi:ldap://x/a} '; DROP TABLE patients; --`;
    const made = await stack().api('POST', '/patients', { token, json: { ...syntheticPatient(), notes } });
    const shown = await stack().api('GET', `/patients/${member(made, 'id')}`, {
      token,
      query: { fields: 'notes' },
      headers: { 'X-Purpose-Of-Use': 'treatment' },
    });
    expect(member(shown, 'notes')).toBe(notes);
    expect(shown.headers.get('content-type')).toMatch(/^application\/json/);
  });
});
