import { type FunctionDefinition, functionDefinitions } from '../../shared/api/functions';

/** The part of a handler's bundle that CDK needs: a folder that holds `index.js` alone is the function's asset. */
export interface HandlerDirectory {
  readonly functionId: string;
  readonly directory: string;
}

type FunctionKind = FunctionDefinition['kind'];

/** A function of the table with its bundle. */
export interface DeployableFunction<Definition extends FunctionDefinition = FunctionDefinition> {
  readonly definition: Definition;
  readonly directory: string;
}

/** Definitions of one kind. */
export type OfKind<Kind extends FunctionKind> = Extract<FunctionDefinition, { readonly kind: Kind }>;

/** Joins the table of functions with their bundles. */
export class DeployableFunctions {
  constructor(private readonly bundles: readonly HandlerDirectory[]) {}

  /** @throws Error when there is no such function, or it was not bundled */
  byId(functionId: string): DeployableFunction {
    const definition = functionDefinitions.find(({ id }) => id === functionId);
    if (definition === undefined) throw new Error(`There is no function ${functionId} in shared/api/functions.ts.`);
    return { definition, directory: this.directoryOf(functionId) };
  }

  /** The functions of one kind, in the order of the table. */
  ofKind<Kind extends FunctionKind>(kind: Kind): readonly DeployableFunction<OfKind<Kind>>[] {
    return functionDefinitions
      .filter((definition): definition is OfKind<Kind> => definition.kind === kind)
      .map((definition) => ({ definition, directory: this.directoryOf(definition.id) }));
  }

  private directoryOf(functionId: string): string {
    const bundle = this.bundles.find((candidate) => candidate.functionId === functionId);
    if (bundle === undefined) throw new Error(`The function ${functionId} was not bundled.`);
    return bundle.directory;
  }
}
