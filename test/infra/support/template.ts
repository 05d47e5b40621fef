/** The parts of a CloudFormation template that the tests look at. */
interface Resource {
  readonly Type: string;
  // CloudFormation's property trees have no common type; a test names what it expects.
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: string } }>>;
}

export interface NamedResource extends Resource {
  readonly logicalId: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** All resources of one type. */
export const resourcesOfType = (template: Template, type: string): readonly NamedResource[] =>
  Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([logicalId, resource]) => ({ logicalId, properties: resource.Properties ?? {}, ...resource }));

/** The one resource of a type whose logical id begins so. */
export const resource = (template: Template, type: string, logicalIdPrefix = ''): NamedResource => {
  const found = resourcesOfType(template, type).filter(({ logicalId }) => logicalId.startsWith(logicalIdPrefix));
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw new Error(`${found.length} resources ${type} begin with "${logicalIdPrefix}".`);
  }
  return only;
};

/** A statement of a policy document, with lists made of single values. */
export interface Statement {
  readonly effect: string;
  readonly actions: readonly string[];
  readonly resources: readonly unknown[];
  readonly principal?: unknown;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface RawStatement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Principal?: unknown;
  readonly Condition?: Statement['conditions'];
}

const list = <T>(value: T | readonly T[]): readonly T[] =>
  Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** The statements of a `PolicyDocument`. */
export const statementsOf = (policyDocument: unknown): readonly Statement[] =>
  (policyDocument as { readonly Statement: readonly RawStatement[] }).Statement.map((raw) => ({
    effect: raw.Effect,
    actions: list(raw.Action),
    resources: list(raw.Resource),
    principal: raw.Principal,
    conditions: raw.Condition,
  }));

/** The logical id that `Ref` or `Fn::GetAtt` names. */
export const referenced = (intrinsic: unknown): string | undefined => {
  const { Ref: ref, 'Fn::GetAtt': getAtt } = intrinsic as {
    readonly Ref?: string;
    readonly 'Fn::GetAtt'?: readonly [string, string];
  };
  return ref ?? getAtt?.[0];
};

/**
 * Says in short what an ARN in a policy is: `TablesAuditTable`, `TablesAuditTable/index/by-user`, or `*`.
 * Cross-stack imports are followed to the resource that the other stack exports.
 */
export const resourceName = (value: unknown, exporters: readonly Template[]): string => {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::ImportValue': imported } = value as {
    readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
    readonly 'Fn::ImportValue'?: string;
  };
  if (join !== undefined) return join[1].map((part) => resourceName(part, exporters)).join(join[0]);
  if (imported === undefined) {
    return `${withoutHash(referenced(value) ?? JSON.stringify(value))}${attributeOf(value)}`;
  }
  const exported = exporters
    .flatMap(({ Outputs }) => Object.entries(Outputs ?? {}))
    .map(([, output]) => output)
    .find(({ Export, Value }) => Export !== undefined && Value !== undefined && imported.endsWith(Export.Name));
  return exported === undefined ? imported : resourceName(exported.Value, exporters);
};

/** The stream of a table is another resource than the table: `TablesAuditTable.StreamArn`. */
const attributeOf = (intrinsic: unknown): string => {
  const { 'Fn::GetAtt': getAtt } = intrinsic as { readonly 'Fn::GetAtt'?: readonly [string, string] };
  return getAtt?.[1] === 'StreamArn' ? '.StreamArn' : '';
};

const withoutHash = (logicalId: string): string => logicalId.replace(/[0-9A-F]{8}$/, '');
