import { CustomWidget } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { BundledFunction, type FunctionSurroundings } from './bundled-function';
import { capabilityGrants } from './capability-grants';
import type { DeployableFunctions } from './deployable-functions';
import type { GrantResources } from './grant';

export interface WidgetFunctionsProps {
  readonly functions: DeployableFunctions;
  readonly grantResources: GrantResources;
  readonly environment: Readonly<Record<string, string>>;
  readonly logGroup: ILogGroup;
  readonly surroundings: FunctionSurroundings;
}

/** The functions of custom widgets. Nobody may invoke them by their policy: whoever looks needs the right. */
export class WidgetFunctions extends Construct {
  /** Each function as a part of a dashboard, over its whole width. */
  readonly widgets: readonly CustomWidget[];

  constructor(scope: Construct, id: string, props: WidgetFunctionsProps) {
    super(scope, id);
    const { environment, logGroup, surroundings, grantResources } = props;
    this.widgets = props.functions.ofKind('widget').map((deployable) => {
      const { id: functionId, title, capabilities } = deployable.definition;
      const grants = capabilities.flatMap((name) => capabilityGrants[name](grantResources));
      const { function: shown } = new BundledFunction(this, functionId, {
        deployable,
        environment,
        grants,
        logGroup,
        surroundings,
      });
      return new CustomWidget({
        functionArn: shown.functionArn,
        title,
        width: 24,
        height: 9,
        // Each showing is an audit event: another size or span of time shows nothing else.
        updateOnResize: false,
        updateOnTimeRangeChange: false,
      });
    });
  }
}
