import * as z from 'zod';

/** What `GET /hipaa/status` reports on: EP-050's four controls. */
export const CONTROLS = [
  'has_active_baa',
  'phi_encryption_configured',
  'audit_logging_enabled',
  'data_residency_configured',
] as const;
export type Control = (typeof CONTROLS)[number];

/** Every check, with the control it belongs to and why it is asked: a clause of 45 CFR, or our policy. */
export const CHECKS = {
  'baa-active': { control: 'has_active_baa', clause: '45 CFR 164.504(e)' },
  'phi-key-enabled': { control: 'phi_encryption_configured', clause: '45 CFR 164.312(a)(2)(iv)' },
  'phi-key-rotation': { control: 'phi_encryption_configured', clause: '45 CFR 164.312(a)(2)(iv)' },
  'encryption-round-trip': { control: 'phi_encryption_configured', clause: '45 CFR 164.312(a)(2)(iv)' },
  'audit-append': { control: 'audit_logging_enabled', clause: '45 CFR 164.312(b)' },
  'audit-read-back': { control: 'audit_logging_enabled', clause: '45 CFR 164.312(b)' },
  'audit-update-denied': { control: 'audit_logging_enabled', clause: '45 CFR 164.312(c)(1)' },
  'audit-delete-denied': { control: 'audit_logging_enabled', clause: '45 CFR 164.312(c)(1)' },
  'audit-policy': { control: 'audit_logging_enabled', clause: '45 CFR 164.312(c)(1)' },
  'audit-retention': { control: 'audit_logging_enabled', clause: '45 CFR 164.316(b)(2)(i)' },
  'regions-listed': { control: 'data_residency_configured', clause: 'policy' },
  'region-approved': { control: 'data_residency_configured', clause: 'policy' },
  'hipaa-mode': { control: 'data_residency_configured', clause: 'policy' },
} as const satisfies Record<string, { readonly control: Control; readonly clause: string }>;
export type CheckName = keyof typeof CHECKS;

const CLAUSES = [...new Set(Object.values(CHECKS).map(({ clause }) => clause))];

/** Why a check did not pass; nothing that AWS said leaves. */
const CHECK_REASONS = [
  'timed-out',
  'unavailable',
  'unexpected-error',
  'misconfigured',
  'baa-missing',
  'baa-category-missing',
  'baa-region-mismatch',
  'baa-not-yet-effective',
  'baa-expired',
  'baa-deactivated',
  'key-not-enabled',
  'rotation-off',
  'value-differs',
  'not-appended',
  'event-differs',
  'change-not-denied',
  'policy-incomplete',
  'retention-too-short',
  'region-not-approved',
  'hipaa-mode-off',
] as const;
export type CheckReason = (typeof CHECK_REASONS)[number];

/** A key's states as KMS names them. */
export const KEY_STATES = [
  'Creating',
  'Enabled',
  'Disabled',
  'PendingDeletion',
  'PendingImport',
  'PendingReplicaDeletion',
  'Unavailable',
  'Updating',
] as const;
export type KeyState = (typeof KEY_STATES)[number];

const MEASURED_WORDS = [
  ...KEY_STATES,
  'tenant-key',
  'no-tenant-key',
  'key-due',
  'appended',
  'identical',
  'different',
  'denied',
  'not-denied',
] as const;

const Measured = z
  .union([z.int().min(0), z.boolean(), z.enum(MEASURED_WORDS), z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/)])
  .meta({ description: 'What was found: a state, a number of days, years, or actions, or a Region.' });

const ReadinessCheckSchema = z.strictObject({
  name: z.enum(Object.keys(CHECKS) as [CheckName, ...CheckName[]]),
  control: z.enum(CONTROLS).meta({ description: 'The member of the answer that this check can turn false.' }),
  clause: z.enum(CLAUSES).meta({ description: 'The clause behind it; `policy` where no rule of HIPAA asks.' }),
  passed: z.boolean(),
  measured: Measured.optional(),
  reason: z.enum(CHECK_REASONS).optional().meta({ description: 'Why it did not pass; absent when it did.' }),
  resource: z
    .string()
    .regex(/^(baa|event|key|region|setting|table)\/[A-Za-z0-9_.-]{1,255}$/)
    .optional()
    .meta({ description: 'What was looked at: a kind and a name, without account or Region.' }),
  checked_at: z.iso.datetime({ precision: 3 }),
  duration_ms: z.number().min(0),
});

export type ReadinessCheck = Readonly<z.output<typeof ReadinessCheckSchema>>;

/** What `GET /hipaa/status` answers: booleans, numbers, words of closed lists, names of ours. No PHI has a place in it. */
export const ReadinessSchema = z.strictObject({
  has_active_baa: z.boolean(),
  phi_encryption_configured: z.boolean(),
  audit_logging_enabled: z.boolean(),
  data_residency_configured: z.boolean(),
  overall_hipaa_ready: z.boolean().meta({ description: 'All four.' }),
  pending_reconciliation: z.int().min(1).optional().meta({
    description: 'Events of emergency access that the second audit sink keeps and the audit log does not show yet.',
  }),
  mode: z.enum(['local', 'aws']).meta({ description: '`local`: the probes asked stand-ins, not AWS itself.' }),
  checks: z.array(ReadinessCheckSchema).readonly(),
});

export type ReadinessBody = Readonly<z.output<typeof ReadinessSchema>>;

/**
 * A report of checks, and the only body that may leave while the audit trail cannot be written
 * (`AuditTrail.answerReadiness`). It is made from checks alone, so that nothing else can be put into its place.
 */
export class Readiness {
  /** A private member makes the type nominal. */
  readonly #body: ReadinessBody;

  private constructor(body: ReadinessBody) {
    this.#body = body;
  }

  /**
   * A control holds if it has checks and all of them passed.
   * @param pending events that wait for their copy into the audit log.
   * @throws ZodError for what is not of the closed lists
   */
  static of(mode: ReadinessBody['mode'], checks: readonly ReadinessCheck[], pending = 0): Readiness {
    const holds = (control: Control): boolean => {
      const own = checks.filter((check) => check.control === control);
      return own.length > 0 && own.every(({ passed }) => passed);
    };
    const body = {
      has_active_baa: holds('has_active_baa'),
      phi_encryption_configured: holds('phi_encryption_configured'),
      audit_logging_enabled: holds('audit_logging_enabled'),
      data_residency_configured: holds('data_residency_configured'),
      overall_hipaa_ready: CONTROLS.every(holds),
      ...(pending === 0 ? {} : { pending_reconciliation: pending }),
      mode,
      checks,
    };
    return new Readiness(ReadinessSchema.parse(body));
  }

  get body(): ReadinessBody {
    return this.#body;
  }
}
