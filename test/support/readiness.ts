import { type Control, CONTROLS, type ReadinessBody, ReadinessSchema } from '../../shared/domain/readiness';
import type { LocalStack } from './local-stack';
import type { RequestOptions, StackResponse } from './stack-request';

/** The report, in its form. @throws ZodError for any other answer */
const readinessOf = ({ json }: StackResponse): ReadinessBody => ReadinessSchema.parse(json);

/** Asks for the report and expects 200, whatever is broken. */
export const readiness = async (stack: LocalStack, options: RequestOptions): Promise<ReadinessBody> => {
  const response = await stack.api('GET', '/hipaa/status', options);
  expect([response.status, response.text]).toEqual([200, response.text]);
  return readinessOf(response);
};

/** Which controls do not hold. */
export const brokenControls = (body: ReadinessBody): readonly Control[] => CONTROLS.filter((control) => !body[control]);

/** Which checks did not pass, each with why. */
export const failedChecks = ({ checks }: ReadinessBody): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(checks.filter(({ passed }) => !passed).map(({ name, reason }) => [name, reason]));
