import { functionDefinitions } from '../../../shared/api/functions';
import { resource, type NamedResource } from './template';
import { type StackName, templateOf } from './assembly';

const STACK_OF_KIND: Readonly<Record<(typeof functionDefinitions)[number]['kind'], StackName>> = {
  route: 'Api',
  'method-not-allowed': 'Api',
  'cognito-trigger': 'Identity',
  stream: 'Evidence',
  scheduled: 'Evidence',
  widget: 'Observability',
};

/** The stacks that have functions. */
export const FUNCTION_STACKS = ['Api', 'Identity', 'Evidence', 'Observability'] as const;

/** The stack that deploys a function. */
export const stackOf = (id: string): StackName => {
  const definition = functionDefinitions.find((candidate) => candidate.id === id);
  if (definition === undefined) throw new Error(`There is no function ${id}.`);
  return STACK_OF_KIND[definition.kind];
};

const PREFIX = {
  Api: (id: string) => `Functions${id}`,
  Evidence: (id: string) => `${id}Bundled`,
  Observability: (id: string) => `Widgets${id}`,
  Identity: (id: string) => id,
};

/** The function as its stack's template has it. */
export const deployedFunction = (id: string): NamedResource => {
  const stack = stackOf(id);
  const prefix = stack === 'Data' ? id : PREFIX[stack](id);
  return resource(templateOf(stack), 'AWS::Lambda::Function', `${prefix}Function`);
};
