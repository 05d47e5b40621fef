import { stringify } from 'csv-stringify/sync';
import type { ComplianceReportBody } from '../schemas/compliance-report';
import type { Representation } from './representation';

/** One figure or word of the report. */
type Row = readonly [section: string, item: string | number, measure: string, value: string | number];

const COLUMNS = ['section', 'item', 'measure', 'value'];

type Members = Readonly<Record<string, string | number | undefined>>;

/** A row for each member that is there. */
const rowsOf = (section: string, item: string | number, members: Members): readonly Row[] =>
  Object.entries(members).flatMap(([measure, value]): readonly Row[] =>
    value === undefined ? [] : [[section, item, measure, value]],
  );

type TallyRow = ComplianceReportBody['refusals'][number];

const tallyRows = (section: string, tallies: readonly TallyRow[]): readonly Row[] =>
  tallies.flatMap(({ name, ...outcomes }) => rowsOf(section, name, outcomes));

type Agreement = ComplianceReportBody['agreements'][number];

const agreementRows = ({
  id,
  phi_categories,
  clauses,
  subcontractors,
  closure,
  ...plain
}: Agreement): readonly Row[] => [
  ...rowsOf('agreements', id, { ...plain, phi_categories: phi_categories.join(' ') }),
  ...Object.entries(closure ?? {}).flatMap(([name, value]) => rowsOf('agreements', id, { [`closure_${name}`]: value })),
  ...Object.entries(clauses ?? {}).flatMap(([letter, present]) =>
    rowsOf('agreements', id, { [`clause_${letter}`]: String(present) }),
  ),
  ...(subcontractors ?? []).flatMap(({ name, services, baa_on_file }, index) => {
    const prefix = `subcontractor_${index + 1}`;
    return rowsOf('agreements', id, {
      [`${prefix}_name`]: name,
      [`${prefix}_services`]: services,
      [`${prefix}_baa_on_file`]: String(baa_on_file),
    });
  }),
];

const rows = (report: ComplianceReportBody): readonly Row[] => [
  ...rowsOf('report', '', {
    covered_entity_id: report.covered_entity_id,
    ...report.period,
    generated_at: report.generated_at,
    generated_by: report.generated_by,
  }),
  ...rowsOf('accesses_by_outcome', '', report.accesses.by_outcome),
  ...tallyRows('accesses_by_action', report.accesses.by_action),
  ...tallyRows('accesses_by_purpose', report.accesses.by_purpose),
  ...tallyRows('accesses_by_role', report.accesses.by_role),
  ...tallyRows('accesses_by_operation', report.accesses.by_operation),
  ...rowsOf('unreadable_items', '', { items: report.unreadable_items }),
  ...tallyRows('refusals', report.refusals),
  ...rowsOf('distinct', '', report.distinct),
  ...report.incomplete.flatMap((part) => rowsOf('incomplete', part, { figures: 'at least' })),
  ...report.top_users.flatMap(({ user_id, events }) => rowsOf('top_users', user_id, { events })),
  ...rowsOf('decrypts', '', { success: report.decrypts }),
  ...tallyRows('manual_entries', report.manual_entries),
  ...Object.entries(report.sources).flatMap(([source, outcomes]) => rowsOf('sources', source, outcomes)),
  ...rowsOf('platform_operators', '', report.platform_operators),
  ...rowsOf('emergency', '', report.emergency),
  ...report.agreements.flatMap(agreementRows),
  ...report.keys.flatMap(({ version, ...key }) => rowsOf('keys', version, key)),
  ...rowsOf('retention', '', report.retention),
  ...rowsOf('reach', '', report.reach),
  ...rowsOf('seal', '', report.seal),
];

/**
 * The report as CSV (RFC 4180), a figure or word a row. What a spreadsheet would run as a formula is led by an
 * apostrophe: an organisation may be called `=1+1`.
 */
export const complianceReportCsv = (report: ComplianceReportBody): Representation => ({
  text: stringify(
    [COLUMNS, ...rows(report)].map((row) => [...row]),
    {
      record_delimiter: 'windows',
      quote_record_delimiter: true,
      escape_formulas: true,
    },
  ),
  headers: {
    'Content-Type': 'text/csv; charset=utf-8; header=present',
    'Content-Disposition': `attachment; filename="hipaa-report-${report.period.from}-to-${report.period.to}.csv"`,
  },
});
