/** Why this is a rule: the failure otherwise shows at deployment alone. */
export const PATH_VARIABLE_CONTROL =
  'API Gateway: "A sibling of this resource already has a variable path part"; synthesis does not see it';

const isVariable = (part: string): boolean => part.startsWith('{');

/**
 * Finds path variables that have different names under one parent, such as `/patients/{id}` beside
 * `/patients/{patient_id}/phi`. API Gateway refuses them when they are deployed.
 * @returns one sentence per parent with more than one name
 */
export const conflictingPathVariables = (paths: readonly string[]): readonly string[] => {
  const namesByParent = new Map<string, Set<string>>();
  for (const path of paths) {
    const parts = path.split('/').slice(1);
    parts.forEach((part, index) => {
      if (!isVariable(part)) return;
      // Parents are compared with their own variables unnamed, or one conflict would hide the next.
      const parent = `/${parts
        .slice(0, index)
        .map((name) => (isVariable(name) ? '{}' : name))
        .join('/')}`;
      namesByParent.set(parent, (namesByParent.get(parent) ?? new Set()).add(part));
    });
  }
  return [...namesByParent]
    .filter(([, names]) => names.size > 1)
    .map(([parent, names]) => `${parent} has the path variables ${[...names].sort().join(' and ')}`);
};
