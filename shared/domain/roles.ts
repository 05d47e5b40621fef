/** The roles a user may hold. Each is a Cognito group of the same name; groups that are not listed grant nothing. */
export const ROLES = ['admin', 'developer', 'clinician', 'auditor'] as const;

export type Role = (typeof ROLES)[number];

/** The Cognito group of platform operators: people without a covered entity of their own, who name one per call. */
export const PLATFORM_GROUP = 'platform';

/** What a platform operator may be: nobody's clinician, and nobody's developer. */
export const PLATFORM_ROLES: ReadonlySet<Role> = new Set<Role>(['admin', 'auditor']);

/** Narrows a Cognito group name to a role. */
export const isRole = (group: string): group is Role => (ROLES as readonly string[]).includes(group);
