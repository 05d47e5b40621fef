import type { ComplianceReportBody } from '../../shared/api/schemas/compliance-report';
import { ENTITY_A, KEY_ID, SESSION, USER } from './synthetic-parties';

const outcomes = (success: number, denied: number, failure: number) => ({ success, denied, failure });

/** A report in which every figure is another one, so that a mix-up shows. */
export const reportBody = (changes: Partial<ComplianceReportBody> = {}): ComplianceReportBody => ({
  covered_entity_id: ENTITY_A,
  period: { from: '2026-02-09', to: '2026-03-10' },
  generated_at: '2026-03-10T12:00:00.000Z',
  generated_by: USER,
  accesses: {
    by_outcome: outcomes(1001, 1002, 1003),
    by_action: [{ name: 'READ', ...outcomes(1011, 1012, 1013) }],
    by_purpose: [{ name: 'treatment', ...outcomes(1021, 1022, 1023) }],
    by_role: [{ name: 'admin', ...outcomes(1031, 1032, 1033) }],
    by_operation: [
      { name: 'decryptValue', ...outcomes(1041, 1042, 1043) },
      { name: 'encryptValue', ...outcomes(1051, 1052, 1053) },
    ],
  },
  unreadable_items: 1061,
  refusals: [{ name: 'role-required', ...outcomes(1071, 1072, 1073) }],
  distinct: { patients: 1081, users: 1082 },
  top_users: [{ user_id: USER, events: 1091 }],
  decrypts: 1101,
  manual_entries: [{ name: 'EXPORT', ...outcomes(1191, 1192, 1193) }],
  incomplete: [],
  sources: { system: outcomes(1111, 1112, 1113), manual: outcomes(1121, 1122, 1123), aws: outcomes(1131, 1132, 1133) },
  platform_operators: outcomes(1141, 1142, 1143),
  emergency: { accesses: 1151, reviews_due: 1152 },
  agreements: [
    {
      id: '55ee66ff-77aa-4b88-8c99-aabbccddeeff',
      organization_name: 'Example Clinic',
      status: 'active',
      effective_date: '2026-01-01',
      expiry_date: '2028-12-31',
      data_residency_region: 'us-east-1',
      phi_categories: ['demographics', 'diagnosis'],
      clauses: { A: true, D: false },
      subcontractors: [{ name: 'Example Hosting', services: 'backups', baa_on_file: true }],
      closed_at: '2026-03-09T08:00:00.000Z',
      closure: { method: 'destroyed', date: '2026-03-08', evidence_hash: 'cd'.repeat(32) },
      keys_present: 1191,
    },
  ],
  keys: [
    { version: 1161, key_id: SESSION, created_at: '2026-03-01T00:00:00.000Z', age_days: 1162, state: 'active' },
    { version: 1163, key_id: KEY_ID, created_at: '2026-02-01T00:00:00.000Z', age_days: 1164, state: 'retired' },
  ],
  retention: { years: 1171, basis: '45 CFR' },
  reach: {
    sequence_size: 1181,
    complete_until: '2026-03-10T11:45:00.000Z',
    newest_recorded_at: '2026-03-10T11:59:00.000Z',
    note: 'How far.',
  },
  seal: { state: 'not_available' },
  ...changes,
});
