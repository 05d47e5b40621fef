import * as z from 'zod';

const OneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/** A statement that denies something to everybody but services of AWS; others say nothing about it. */
const Denial = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.literal('Deny'),
  Principal: z.union([z.literal('*'), z.strictObject({ AWS: OneOrMore.refine((names) => names.includes('*')) })]),
  Action: OneOrMore,
  Resource: OneOrMore,
  /** None, or the one that leaves out AWS's own services (TTL). Any other could make the denial void. */
  Condition: z
    .strictObject({
      Bool: z.strictObject({
        'aws:PrincipalIsAWSService': OneOrMore.refine((values) => values.length === 1 && values[0] === 'false'),
      }),
    })
    .optional(),
});

const Policy = z.object({ Statement: z.union([z.array(z.unknown()), z.unknown().transform((one) => [one])]) });

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** IAM compares names of actions without regard to case; `*` stands for any characters, `?` for one. */
const covers = (pattern: string, action: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[^\w*?]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    'i',
  ).test(action);

/**
 * Which of the actions a table's resource policy does not deny to every principal but AWS's services
 * (45 CFR 164.312(c)(1)). What is not plainly a denial counts as none.
 * @param policy the policy document, JSON.
 * @param tableArn the table; in its own policy `*` means it too.
 */
export const undeniedActions = (policy: string, tableArn: string, actions: readonly string[]): readonly string[] => {
  const statements = Policy.safeParse(parsed(policy)).data?.Statement ?? [];
  const denied = statements
    .flatMap((statement) => Denial.safeParse(statement).data ?? [])
    .filter(({ Resource }) => Resource.includes('*') || Resource.includes(tableArn))
    .flatMap(({ Action }) => Action);
  return actions.filter((action) => !denied.some((pattern) => covers(pattern, action)));
};
