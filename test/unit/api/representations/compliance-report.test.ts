import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { complianceReportCsv } from '../../../../shared/api/representations/compliance-report-csv';
import { complianceReportHtml } from '../../../../shared/api/representations/compliance-report-html';
import { fixed, markup } from '../../../../shared/api/representations/markup';
import { ComplianceReport, type ComplianceReportBody } from '../../../../shared/api/schemas/compliance-report';
import { reportBody } from '../../../support/report-body';
import { anyText } from '../../../support/any-text';

/** Reads CSV as RFC 4180 has it: a second reading, to hold the writer against. */
const readCsv = (text: string): readonly (readonly string[])[] => {
  expect(text.endsWith('\r\n')).toBe(true);
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end === '\r\n') rows.push([]);
  }
  return rows.slice(0, -1);
};

const numbersIn = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};

const sorted = (numbers: readonly number[]): readonly number[] => [...numbers].sort((a, b) => a - b);

const cellsOf = (row: string): readonly string[] =>
  [...row.matchAll(/<t[hd][^>]*>([\s\S]*?)<\/t[hd]>/g)].map(([, cell = '']) => cell.replace(/<[^>]*>/g, '').trim());

/** The rows of the table with a caption, as texts of their cells. */
const tableOf = (page: string, caption: string): readonly (readonly string[])[] => {
  const table = page.split('<table>').find((each) => each.includes(`<caption>${caption}</caption>`)) ?? '';
  const body = table.slice(table.indexOf('<tbody>'), table.indexOf('</tbody>'));
  return [...body.matchAll(/<tr[^>]*>([\s\S]*?)<\/tr>/g)].map(([, row = '']) => cellsOf(row));
};

const factOf = (page: string, label: string): string | undefined =>
  new RegExp(`<dt>${label}</dt>\\s*<dd>([^<:]*)`).exec(page)?.[1];

describe('a report’s numbers are the same in each form', () => {
  const report = reportBody();
  const page = complianceReportHtml(report).text;
  const rows = readCsv(complianceReportCsv(report).text);

  it('CSV: all of them, each once', () => {
    // A key's version is the item of its rows.
    const keyVersions = report.keys.map(({ version }) => version);
    const figures = numbersIn(report).filter((number) => !keyVersions.includes(number));
    const values = rows.map(([, , , value]) => value ?? '').filter((value) => /^\d{4}$/.test(value));
    expect(sorted(values.map(Number))).toEqual(sorted(figures));
    for (const version of keyVersions) expect(rows).toContainEqual(['keys', `${version}`, 'state', expect.anything()]);
  });

  it('CSV: under their names', () => {
    expect(rows[0]).toEqual(['section', 'item', 'measure', 'value']);
    expect(rows).toContainEqual(['accesses_by_action', 'READ', 'denied', '1012']);
    expect(rows).toContainEqual(['accesses_by_operation', 'encryptValue', 'failure', '1053']);
    expect(rows).toContainEqual(['sources', 'manual', 'success', '1121']);
    expect(rows).toContainEqual(['emergency', '', 'reviews_due', '1152']);
    expect(rows.every((row) => row.length === 4)).toBe(true);
  });

  it('the instant up to which it is complete', () => {
    expect(rows).toContainEqual(['reach', '', 'complete_until', '2026-03-10T11:45:00.000Z']);
    expect(page).toMatch(/<dt>Complete up to<\/dt>\s*<dd><time datetime="2026-03-10T11:45:00.000Z">/);
  });

  it('HTML: all of them', () => {
    const shown = [...page.matchAll(/>(\d{1,3}(?:,\d{3})+|\d{4}(?= years|<))/g)].map(([, text = '']) =>
      Number(text.replaceAll(',', '')),
    );
    expect(sorted(shown)).toEqual(sorted(numbersIn(report)));
  });

  it.each([
    ['By action', ['READ', '1,011', '1,012', '1,013']],
    ['By purpose of use', ['treatment', '1,021', '1,022', '1,023']],
    ['By role', ['admin', '1,031', '1,032', '1,033']],
    ['By operation', ['decryptValue', '1,041', '1,042', '1,043']],
    ['By reason', ['role-required', '1,071', '1,072', '1,073']],
    ['Manual entries', ['EXPORT', '1,191', '1,192', '1,193']],
    ['By source', ['system', '1,111', '1,112', '1,113']],
    ['Platform operators on this entity’s data', ['platform', '1,141', '1,142', '1,143']],
  ])('HTML: %s, under its headings', (caption, row) => {
    expect(tableOf(page, caption)[0]).toEqual(row);
  });

  it.each([
    ['Events that succeeded', '1,001'],
    ['Events denied', '1,002'],
    ['Events that failed', '1,003'],
    ['Decryptions', '1,101'],
    ['Distinct patients', '1,081'],
    ['Distinct users', '1,082'],
    ['Emergency accesses', '1,151'],
    ['Emergency reviews due', '1,152'],
    ['Events in sequence', '1,181'],
    ['Unreadable items', '1,061'],
  ])('HTML: %s', (label, value) => {
    expect(factOf(page, label)).toBe(value);
  });

  it('a lower bound is shown as one in each form', () => {
    const bound = reportBody({ incomplete: ['patients'] });
    expect(factOf(complianceReportHtml(bound).text, 'Distinct patients')).toBe('at least 1,081');
    expect(factOf(complianceReportHtml(bound).text, 'Distinct users')).toBe('1,082');
    expect(readCsv(complianceReportCsv(bound).text)).toContainEqual(['incomplete', 'patients', 'figures', 'at least']);
  });

  it.each([
    ['HTML', page.replaceAll(/\s+/g, ' ')],
    ['CSV', complianceReportCsv(report).text],
  ])('%s: says of a closure how, when, and upon what evidence', (_, text) => {
    for (const part of ['destroyed', '2026-03-08', 'cd'.repeat(32)]) expect(text).toContain(part);
  });

  it('JSON: the report of this test is one', () => {
    expect(ComplianceReport.parse(report)).toEqual(report);
  });
});

const named = (organization_name: string): ComplianceReportBody => {
  const [agreement] = reportBody().agreements;
  return reportBody({ agreements: agreement === undefined ? [] : [{ ...agreement, organization_name }] });
};

describe('the page is safe to open', () => {
  const { text, headers } = complianceReportHtml(reportBody());

  it('a name of an organisation stays text, whatever it is', () => {
    const attack = `</th><script>alert('x')</script><img src="x" onerror=alert(1)>&amp;`;
    const page = complianceReportHtml(named(attack)).text;
    expect(page).not.toMatch(/<script|<img/i);
    expect(page).toContain(
      '&lt;/th&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&lt;img src=&quot;x&quot; onerror=alert(1)&gt;&amp;amp;',
    );
  });

  it('names of subcontractors, users, and reasons stay text', () => {
    const name = '<b>"bold"</b>';
    const [agreement] = reportBody().agreements;
    const page = complianceReportHtml(
      reportBody({
        generated_by: name,
        top_users: [{ user_id: name, events: 1 }],
        refusals: [{ name, success: 0, denied: 1, failure: 0 }],
        agreements:
          agreement === undefined
            ? []
            : [{ ...agreement, subcontractors: [{ name, services: name, baa_on_file: true }] }],
      }),
    ).text;
    expect(page).not.toContain('<b>');
    expect(page.split('&lt;b&gt;&quot;bold&quot;&lt;/b&gt;')).toHaveLength(6);
  });

  it('lets in its own style sheet by its digest, and nothing else', () => {
    const style = /<style>([\s\S]*)<\/style>/.exec(text)?.[1] ?? '';
    const digest = createHash('sha256').update(style).digest('base64');
    expect(headers['Content-Security-Policy']).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(text).not.toMatch(/<script|<link|<iframe|<form| src=| href=| on\w+=| style=|url\(|@import/i);
  });

  it('has a language, a title, headings in order, captions, and scopes', () => {
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).toContain('<title>HIPAA access report, 2026-02-09 to 2026-03-10</title>');
    expect([...text.matchAll(/<h(\d)/g)].map(([, level]) => level).join('')).toMatch(/^12+$/);
    expect(
      text
        .split('<table>')
        .slice(1)
        .every((table) => table.trimStart().startsWith('<caption>')),
    ).toBe(true);
    expect([...text.matchAll(/<th[ >][^>]*>?/g)].every(([tag]) => /scope="(col|row)"/.test(tag))).toBe(true);
  });

  it('names clauses that an agreement lacks', () => {
    expect(text).toContain('present: A; absent: D; not stated: B, C, E, F, G, H, I, J.');
    expect(text).toContain('Absent: (D) Ensures that subcontractors agree');
  });
});

describe('files are named by the period, and by nothing else', () => {
  it.each([
    ['CSV', complianceReportCsv, 'attachment; filename="hipaa-report-2026-02-09-to-2026-03-10.csv"'],
    ['HTML', complianceReportHtml, 'inline; filename="hipaa-report-2026-02-09-to-2026-03-10.html"'],
  ])('%s', (_, write, expected) => {
    expect(write(named('Jane Roe Clinic')).headers['Content-Disposition']).toBe(expected);
  });
});

describe('the CSV is safe to open in a spreadsheet', () => {
  const nameIn = (name: string): string | undefined =>
    readCsv(complianceReportCsv(named(name)).text).find(([, , measure]) => measure === 'organization_name')?.[3];

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('%j is no formula', (name) => {
    expect(nameIn(name)).toBe(`'${name}`);
  });

  it.each(['Clinic, "North"', 'Line\nbreak', 'Line\r\nbreak', 'ordinary', 'Zürich 東京'])('%j comes back', (name) => {
    expect(nameIn(name)).toBe(name);
  });

  it('every name comes back, or is led by an apostrophe', () => {
    fc.assert(
      fc.property(anyText({ minLength: 1 }), (name) => {
        expect([name, `'${name}`]).toContain(nameIn(name));
      }),
    );
  });
});

describe('markup``', () => {
  it('escapes every value that is not markup', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const written = markup`<p title="${text}">${text}${[text, markup`<b>${text}</b>`]}</p>`.toString();
        expect(written.replace(/^<p title="|">|<b>|<\/b>|<\/p>$/g, '')).not.toMatch(/[<>"']/);
      }),
    );
  });

  it('keeps markup and fixed text as they are, and writes numbers and zeros', () => {
    expect(markup`${fixed`<hr>`}${0}${[markup`<i>${1}</i>`]}`.toString()).toBe('<hr>0<i>1</i>');
  });
});
