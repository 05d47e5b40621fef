import { STACK_NAMES, templateOf } from './support/assembly';
import { referenced, resourcesOfType } from './support/template';

/** Roles that outlive their stack, each with the policies of the same stack that are attached to it. */
const retainedRoles = STACK_NAMES.flatMap((stack) => {
  const template = templateOf(stack);
  return resourcesOfType(template, 'AWS::IAM::Role')
    .filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')
    .map(({ logicalId, properties }) => ({
      name: `${stack}: ${logicalId}`,
      policies: ((properties.ManagedPolicyArns ?? []) as readonly unknown[]).flatMap((arn) => {
        const policy = template.Resources[referenced(arn) ?? ''];
        return policy === undefined ? [] : [policy];
      }),
    }));
});

describe('teardown: a stack can be deleted', () => {
  it('roles stay, with policies of ours', () => {
    expect(retainedRoles.flatMap(({ policies }) => policies).length).toBeGreaterThan(0);
  });

  it.each(retainedRoles)('$name: IAM deletes no policy of a role that stays, so it stays too', ({ policies }) => {
    expect(policies.filter(({ DeletionPolicy }) => DeletionPolicy !== 'Retain')).toEqual([]);
  });
});
