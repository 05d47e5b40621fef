import {
  type NamedResource,
  referenced,
  resourcesOfType,
  type Statement,
  statementsOf,
  type Template,
} from './template';

/** A statement of an identity policy. */
export interface IdentityStatement extends Statement {
  readonly policy: string;
  /** Written with `NotAction` or `NotResource`. */
  readonly byExclusion: boolean;
}

interface Document {
  readonly Statement: readonly object[];
}

const of = (policy: string, document: unknown): readonly IdentityStatement[] =>
  statementsOf(document).map((statement, index) => {
    const raw = (document as Document).Statement[index] ?? {};
    return { ...statement, policy, byExclusion: 'NotAction' in raw || 'NotResource' in raw };
  });

/** Every statement of the managed and inline policies of a template, those inside roles included. */
export const identityStatements = (template: Template): readonly IdentityStatement[] => [
  ...['AWS::IAM::ManagedPolicy', 'AWS::IAM::Policy', 'AWS::IAM::UserPolicy', 'AWS::IAM::RolePolicy']
    .flatMap((type) => resourcesOfType(template, type))
    .flatMap(({ logicalId, properties }) => of(logicalId, properties.PolicyDocument)),
  ...['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group']
    .flatMap((type) => resourcesOfType(template, type))
    .flatMap(({ logicalId, properties }) =>
      ((properties.Policies ?? []) as readonly { readonly PolicyDocument: unknown }[]).flatMap(({ PolicyDocument }) =>
        of(logicalId, PolicyDocument),
      ),
    ),
];

interface RoleWithStatements {
  readonly logicalId: string;
  readonly statements: readonly IdentityStatement[];
}

const attachedTo = ({ properties }: NamedResource): readonly unknown[] =>
  (properties.ManagedPolicyArns ?? []) as readonly unknown[];

/** Every role, with the statements of what is attached to it in its own template. */
export const roles = (templates: readonly Template[]): readonly RoleWithStatements[] =>
  templates.flatMap((template) => {
    const statements = identityStatements(template);
    return resourcesOfType(template, 'AWS::IAM::Role').map((role) => {
      const policies = new Set([role.logicalId, ...attachedTo(role).map((arn) => referenced(arn) ?? '')]);
      return { logicalId: role.logicalId, statements: statements.filter(({ policy }) => policies.has(policy)) };
    });
  });

/** Policies that AWS wrote, with who may assume the role that has them. */
export const managedPolicies = (
  templates: readonly Template[],
): readonly { readonly principal: string; readonly policy: string }[] =>
  templates
    .flatMap((template) => resourcesOfType(template, 'AWS::IAM::Role'))
    .flatMap((role) =>
      attachedTo(role)
        .map((arn) => JSON.stringify(arn))
        .filter((arn) => arn.includes(':iam::aws:policy/'))
        .map((arn) => ({
          principal: /"Service":"([^"]+)"/.exec(JSON.stringify(role.properties.AssumeRolePolicyDocument))?.[1] ?? '',
          policy: /:iam::aws:policy\/([^"]+)"/.exec(arn)?.[1] ?? '',
        })),
    )
    .sort((left, right) => left.principal.localeCompare(right.principal, 'en'));
