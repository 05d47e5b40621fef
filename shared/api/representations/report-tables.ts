import { BAA_CLAUSE_LETTERS, BAA_CLAUSES } from '../../domain/baa-clauses';
import type { ComplianceReportBody } from '../schemas/compliance-report';
import { type Markup, markup } from './markup';

type Outcomes = ComplianceReportBody['platform_operators'];
type Agreement = ComplianceReportBody['agreements'][number];

/** A column of a table: its heading, and whether it holds numbers. */
interface Column {
  readonly heading: string;
  readonly number?: true;
}

const GROUPED = new Intl.NumberFormat('en-US');

/** A count as people read it: `1,234,567`. */
export const count = (value: number): string => GROUPED.format(value);

const INSTANT_LENGTH = 'YYYY-MM-DDTHH:MM:SS'.length;

/** An instant for people, with its exact form for machines. */
export const instant = (timestamp: string): Markup =>
  markup`<time datetime="${timestamp}">${timestamp.slice(0, INSTANT_LENGTH).replace('T', ' ')} UTC</time>`;

/** A table with a caption, and a row that says so when it has none. */
const table = (caption: string, columns: readonly Column[], rows: readonly Markup[]): Markup =>
  markup`<table>
    <caption>${caption}</caption>
    <thead>
      <tr>
        ${columns.map(({ heading, number }) => markup`<th scope="col"${number ? markup` class="number"` : ''}>${heading}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.length > 0 ? rows : markup`<tr><td class="none" colspan="${columns.length}">None.</td></tr>`}
    </tbody>
  </table>`;

const numberCell = (value: number): Markup => markup`<td class="number">${count(value)}</td>`;

const outcomeCells = ({ success, denied, failure }: Outcomes): readonly Markup[] =>
  [success, denied, failure].map(numberCell);

const OUTCOME_COLUMNS: readonly Column[] = [
  { heading: 'Success', number: true },
  { heading: 'Denied', number: true },
  { heading: 'Failure', number: true },
];

/** Events by a name and by how they ended. */
export const tallyTable = (
  caption: string,
  heading: string,
  tallies: readonly (Outcomes & { readonly name: string })[],
): Markup =>
  table(
    caption,
    [{ heading }, ...OUTCOME_COLUMNS],
    tallies.map(
      (tally) =>
        markup`<tr>
          <th scope="row"><code>${tally.name}</code></th>
          ${outcomeCells(tally)}
        </tr>`,
    ),
  );

/** The users with the most events. */
export const topUsersTable = ({ top_users }: ComplianceReportBody): Markup =>
  table(
    'Most active users',
    [{ heading: 'User' }, { heading: 'Events', number: true }],
    top_users.map(
      ({ user_id, events }) =>
        markup`<tr>
          <th scope="row"><code>${user_id}</code></th>
          ${numberCell(events)}
        </tr>`,
    ),
  );

/** Which clauses the parties said that the document has, and in words those that it lacks. */
const clauseLines = ({ clauses }: Agreement): readonly Markup[] => {
  if (clauses === undefined) return [];
  const lettersWith = (value: boolean | undefined) => BAA_CLAUSE_LETTERS.filter((letter) => clauses[letter] === value);
  const list = (value: boolean | undefined): string => lettersWith(value).join(', ') || 'none';
  return [
    markup`<p class="detail">
      Clauses of 164.504(e)(2)(ii) present: ${list(true)}; absent: ${list(false)}; not stated: ${list(undefined)}.
    </p>`,
    ...lettersWith(false).map((letter) => markup`<p class="detail">Absent: (${letter}) ${BAA_CLAUSES[letter]}</p>`),
  ];
};

const subcontractorLines = ({ subcontractors = [] }: Agreement): readonly Markup[] =>
  subcontractors.map(
    ({ name, services, baa_on_file }) =>
      markup`<p class="detail">
        Subcontractor: ${name}${services === undefined ? '' : markup`, ${services}`}; agreement
        ${baa_on_file ? 'on file' : 'not on file'}.
      </p>`,
  );

const closureLines = ({ closure, keys_present }: Agreement): readonly Markup[] => [
  ...(closure === undefined
    ? []
    : [
        markup`<p class="detail">
          Stated: ${closure.method} on ${closure.date}; SHA-256 of the evidence <code>${closure.evidence_hash}</code>.
        </p>`,
      ]),
  ...(keys_present === undefined
    ? []
    : [
        markup`<p class="detail">Versions of the entity’s key that are not destroyed: <span>${count(keys_present)}</span>.</p>`,
      ]),
];

const endLines = ({ deactivated_at, closed_at }: Agreement): readonly Markup[] => [
  ...(deactivated_at === undefined ? [] : [markup`<p class="detail">Deactivated ${instant(deactivated_at)}.</p>`]),
  ...(closed_at === undefined
    ? []
    : [markup`<p class="detail">Return or destruction recorded ${instant(closed_at)}.</p>`]),
];

/** What else there is to say of an agreement, in a row of its own below. */
const detailRow = (baa: Agreement): Markup | string => {
  const lines = [...clauseLines(baa), ...subcontractorLines(baa), ...endLines(baa), ...closureLines(baa)];
  return lines.length === 0
    ? ''
    : markup`<tr class="details">
        <td colspan="6">${lines}</td>
      </tr>`;
};

const agreementRow = (baa: Agreement): Markup =>
  markup`<tr>
      <th scope="row">${baa.organization_name}<br /><code>${baa.id}</code></th>
      <td>${baa.status}</td>
      <td class="nowrap">${baa.effective_date}</td>
      <td class="nowrap">${baa.expiry_date}</td>
      <td class="nowrap">${baa.data_residency_region}</td>
      <td>${baa.phi_categories.join(', ')}</td>
    </tr>
    ${detailRow(baa)}`;

/** The agreements on file, as they stand when the report is made. */
export const agreementTable = ({ agreements }: ComplianceReportBody): Markup =>
  table(
    'Agreements on file',
    ['Organization', 'Status', 'Effective', 'Expires', 'Region', 'PHI categories'].map((heading) => ({ heading })),
    agreements.map(agreementRow),
  );

/** The versions of the entity's key. */
export const keyTable = ({ keys }: ComplianceReportBody): Markup =>
  table(
    'Versions of the entity’s key',
    [
      { heading: 'Version' },
      { heading: 'State' },
      { heading: 'Created' },
      { heading: 'Key' },
      { heading: 'Age in days', number: true },
    ],
    keys.map(
      (key) =>
        markup`<tr>
          <th scope="row">${key.version}</th>
          <td>${key.state}</td>
          <td class="nowrap">${instant(key.created_at)}</td>
          <td><code>${key.key_id}</code></td>
          ${numberCell(key.age_days)}
        </tr>`,
    ),
  );
