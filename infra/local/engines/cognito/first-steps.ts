import { AwsError } from '../http/aws-error';
import { notAuthorized } from './access-token';
import { passwordFits } from './password-hash';
import type { SignInSteps } from './sign-in-steps';
import { startExchange, verifierOfNobody } from './srp';
import type { UserPool } from './user-pool';

interface FirstStepContext {
  readonly pool: UserPool;
  readonly steps: SignInSteps;
}

type Parameters = Readonly<Record<string, string>>;

/** `USER_PASSWORD_AUTH`, which the deployed client does not allow: how demo users sign in on this machine. */
export async function byPassword({ pool, steps }: FirstStepContext, parameters: Parameters): Promise<object> {
  const user = pool.findUser(parameter(parameters, 'USERNAME'));
  if (!(await passwordFits(parameter(parameters, 'PASSWORD'), user?.password)) || user === undefined) {
    throw notAuthorized('Incorrect username or password.');
  }
  return steps.afterPassword(user, 'if-set-up');
}

/** `USER_SRP_AUTH`, the only flow of the deployed client. Who is unknown shows in the answer to the challenge alone. */
export function bySrp({ pool, steps }: FirstStepContext, parameters: Parameters): object {
  const username = parameter(parameters, 'USERNAME');
  const user = pool.findUser(username);
  const known = user?.srp && { userId: user.sub, srp: user.srp };
  const { userId, srp } = known ?? verifierOfNobody(username, steps.nobodyKey);
  const exchange = startExchange(parameter(parameters, 'SRP_A'), srp);
  if (exchange === undefined) throw new AwsError('InvalidParameterException', 'Invalid SRP_A.');
  return steps.challenge(
    { name: 'PASSWORD_VERIFIER', userId, exchange },
    {
      SALT: srp.salt,
      SRP_B: exchange.serverPublic.toString(16),
      SECRET_BLOCK: exchange.secretBlock.toString('base64'),
      USERNAME: userId,
      USER_ID_FOR_SRP: userId,
    },
  );
}

function parameter(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined) throw new AwsError('InvalidParameterException', `Missing required parameter ${name}`);
  return value;
}
