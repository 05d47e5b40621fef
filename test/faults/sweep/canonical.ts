const sorted = (value: unknown): unknown => {
  if (value instanceof Set) return [...value].map(String).sort();
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
};

/** A value as JSON with its members in order: DynamoDB gives those of an item in any. Sets are lists. */
export const canonical = (value: unknown): string => JSON.stringify(value, (_, member: unknown) => sorted(member));
