import {
  type CheckName,
  CONTROLS,
  type Control,
  type ReadinessBody,
  type ReadinessCheck,
} from '../../../domain/readiness';
import { type Markup, markup } from '../markup';
import { count, footing, pill, widgetTable } from './widget-parts';

const CONTROL_WORDS: Readonly<Record<Control, string>> = {
  has_active_baa: 'Agreement',
  phi_encryption_configured: 'Encryption of PHI',
  audit_logging_enabled: 'Audit log',
  data_residency_configured: 'Residency',
};

const CHECK_WORDS: Readonly<Record<CheckName, string>> = {
  'baa-active': 'An agreement is in force',
  'phi-key-enabled': 'The PHI key is enabled',
  'phi-key-rotation': 'The PHI key is rotated',
  'encryption-round-trip': 'A random text is sealed and opens again',
  'audit-append': 'An event is appended',
  'audit-read-back': 'It reads back as it was written',
  'audit-update-denied': 'Changing it is denied',
  'audit-delete-denied': 'Removing it is denied',
  'audit-policy': 'The table’s policy denies every change',
  'audit-retention': 'Events are kept long enough',
  'regions-listed': 'Approved Regions are listed',
  'region-approved': 'This Region is one of them',
  'hipaa-mode': 'The HIPAA mode is on',
};

/** What the numbers among the measured values count. */
const UNITS: Readonly<Partial<Record<CheckName, string>>> = {
  'phi-key-rotation': 'days',
  'audit-policy': 'actions',
  'audit-retention': 'years',
  'regions-listed': 'Regions',
};

const measured = ({ name, measured: value }: ReadinessCheck): string => {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return `${count(value)} ${UNITS[name] ?? ''}`.trim();
  return value ?? '–';
};

const row = (check: ReadinessCheck): Markup =>
  markup`<tr>
    <th scope="row">${CHECK_WORDS[check.name]}</th>
    <td>${check.passed ? pill('good', 'holds') : pill('bad', check.reason ?? 'does not hold')}</td>
    <td>${measured(check)}</td>
    <td>${check.clause}</td>
  </tr>`;

const groupOf = (control: Control, checks: readonly ReadinessCheck[]): readonly Markup[] => {
  const own = checks.filter((check) => check.control === control);
  if (own.length === 0) return [];
  return [
    markup`<tr class="ph-group">
      <th scope="rowgroup" colspan="4">${CONTROL_WORDS[control]}</th>
    </tr>`,
    ...own.map(row),
  ];
};

const newest = (checks: readonly ReadinessCheck[]): string =>
  checks
    .map(({ checked_at }) => checked_at)
    .sort()
    .at(-1) ?? '';

/** The controls that stand for all covered entities, as they were found this moment. */
export const controlProbesWidget = ({ checks, mode }: ReadinessBody): Markup => {
  const failed = checks.filter(({ passed }) => !passed).length;
  return markup`<div class="ph-widget">
    <p class="ph-lead">
      ${
        failed === 0
          ? pill('good', `all ${checks.length} hold`)
          : pill('bad', `${failed} of ${checks.length} do not hold`)
      }
      ${mode === 'local' ? 'Asked of local stand-ins, not of AWS.' : ''}
    </p>
    ${widgetTable(
      ['Control', 'Found', 'Measured', 'Clause'],
      CONTROLS.flatMap((control) => groupOf(control, checks)),
      'Nothing was probed.',
    )}
    ${footing(newest(checks))}
  </div>`;
};
