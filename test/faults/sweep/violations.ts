import { RETRY_AFTER_SECONDS } from '../../../shared/api/problems';
import type { StackResponse } from '../../support/stack-request';
import { expectedStatuses } from './expected-answer';
import type { FaultCase, Observation } from './fault-case';

/** Words that would tell what the system is built on. */
const AWS_WORDS = /aws|dynamo|kms|arn:|s3|lambda|exception|throttl|provisioned|sdk/i;
const GENERIC_MEMBERS = ['type', 'title', 'status', 'code', 'error_id'];

/** What is wrong with an answer that tells of a failure (I3). */
export const wrongProblem = (response: StackResponse): readonly string[] => {
  const { status, headers, json, text } = response;
  const wrong: string[] = [];
  if (headers.get('content-type') !== 'application/problem+json') wrong.push('no problem details');
  if (Reflect.get(Object(json) as object, 'status') !== status) wrong.push('another status in the body');
  if (AWS_WORDS.test(text)) wrong.push('names of AWS in the body');
  if (status >= 500 && Object.keys(Object(json) as object).some((name) => !GENERIC_MEMBERS.includes(name))) {
    wrong.push('more than generic members');
  }
  // Of the conflicts, one with a twin that is undecided alone passes by itself.
  const passes = [429, 503].includes(status) || Reflect.get(Object(json) as object, 'code') === 'request-in-progress';
  if (passes && headers.get('retry-after') !== String(RETRY_AFTER_SECONDS)) {
    wrong.push('no Retry-After');
  }
  return wrong;
};

/** Whether the log itself is what fails: then a refusal may leave no event. */
export const isOfTheLog = ({ call }: Pick<FaultCase, 'call'>): boolean =>
  call.tables.some((table) => /^audit(-days)?$/.test(table));

/**
 * Whether the events may tell of more than there is: the outcome is not known to the caller, or the second audit sink
 * took the event, which comes before its grant (row 9), and another event says that it failed.
 */
const mayOverReport = ({ profile, kind }: FaultCase, { events }: Observation): boolean =>
  kind.effect === 'unknown' ||
  kind.effect === 'hang' ||
  (profile.id === 'requestEmergencyAccess' && events.some(({ outcome }) => outcome === 'failure'));

/** What is wrong between an answer, its events, and what lies in the tables (I1, I2). */
const wrongRecord = (each: FaultCase, seen: Observation): readonly string[] => {
  const { response, events, changes } = seen;
  const { profile } = each;
  const wrong: string[] = [];
  const succeeded = events.filter(({ outcome }) => outcome === 'success');
  const isDone = response.status < 300;
  const reportsTheLog = profile.id === 'getStatus' && isOfTheLog(each);
  if (isDone && succeeded.length === 0 && !reportsTheLog) wrong.push('answered without its event');
  const overReports = mayOverReport(each, seen);
  if (!isDone && succeeded.length > 0 && !overReports) wrong.push('an event of success for a failure');
  if (!isDone && events.length === 0 && !isOfTheLog(each)) wrong.push('a failure without its event');
  if (succeeded.some(({ status_code }) => status_code !== profile.status)) wrong.push('an event of another status');

  const [done, whole] = [JSON.stringify(changes), JSON.stringify(profile.changes)];
  if (whole === '{}') return wrong;
  if (done !== '{}' && done !== whole) wrong.push(`half done: ${done} of ${whole}`);
  if (done !== '{}' && succeeded.length === 0) wrong.push('changed without its event');
  const saysFailure = events.some(({ outcome }) => outcome === 'failure');
  if (done === '{}' && succeeded.length > 0 && !(overReports && saysFailure))
    wrong.push('an event of a change that is not there');
  if (done === '{}' && isDone) wrong.push('acknowledged and lost');
  return wrong;
};

/** What is wrong with what a fault led to. */
export const violationsOf = (each: FaultCase, seen: Observation): readonly string[] => {
  const { status } = seen.response;
  const wrong = [...wrongRecord(each, seen), ...(status >= 400 ? wrongProblem(seen.response) : [])];
  const limit = each.profile.route.timeoutSeconds;
  if (seen.seconds > limit) wrong.push(`${seen.seconds.toFixed(1)} s of ${limit}`);
  if (seen.hits > 0 && !expectedStatuses(each).has(status)) wrong.push(`status ${status}`);
  return wrong;
};
