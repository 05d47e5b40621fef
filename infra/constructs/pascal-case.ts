/** `audit-days` → `AuditDays`, `listAuditLogs` → `ListAuditLogs`: logical ids are in Pascal case. */
export const pascalCase = (name: string): string =>
  name
    .split(/[-_]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
