import { type FunctionDefinition, functionDefinitions } from '../../shared/api/functions';

/** The part of a handler's bundle that CDK needs: a folder that holds `index.js` alone is the function's asset. */
export interface HandlerDirectory {
  readonly functionId: string;
  readonly directory: string;
}

/** A function of the table with its bundle. */
export interface DeployableFunction {
  readonly definition: FunctionDefinition;
  readonly directory: string;
}

/** Joins the table of functions with their bundles. */
export class DeployableFunctions {
  constructor(private readonly bundles: readonly HandlerDirectory[]) {}

  /** @throws Error when there is no such function, or it was not bundled */
  byId(functionId: string): DeployableFunction {
    const definition = functionDefinitions.find(({ id }) => id === functionId);
    const bundle = this.bundles.find((candidate) => candidate.functionId === functionId);
    if (definition === undefined) throw new Error(`There is no function ${functionId} in shared/api/functions.ts.`);
    if (bundle === undefined) throw new Error(`The function ${functionId} was not bundled.`);
    return { definition, directory: bundle.directory };
  }

  /** The functions of one kind, in the order of the table. */
  ofKind(kind: FunctionDefinition['kind']): readonly DeployableFunction[] {
    return functionDefinitions.filter((definition) => definition.kind === kind).map(({ id }) => this.byId(id));
  }
}
