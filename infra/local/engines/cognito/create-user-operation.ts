import { randomInt } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from '../http/aws-error';
import { operation, type JsonOperation } from '../http/aws-json-protocol';
import type { Invitations } from './invitations';
import { newCredentials } from './new-credentials';
import type { UserPool } from './user-pool';
import { userType } from './user-type';

/** Set at creation, and never after: there is no AdminUpdateUserAttributes here. */
const ATTRIBUTES = ['email', 'email_verified', 'custom:covered_entity_id'];

const Input = z.object({
  UserPoolId: z.string(),
  Username: z.string().min(1).max(320),
  TemporaryPassword: z.string().max(256).optional(),
  MessageAction: z.enum(['RESEND', 'SUPPRESS']).optional(),
  UserAttributes: z.array(z.object({ Name: z.string(), Value: z.string().max(2048) })).default([]),
});

/** `AdminCreateUser`: a user with a temporary password, which the invitation tells. `RESEND` draws another one. */
export function createUserOperation(pool: UserPool, invitations: Invitations): JsonOperation {
  return operation(Input, async (input) => {
    if (input.UserPoolId !== pool.id) throw new AwsError('ResourceNotFoundException', 'User pool does not exist.');
    const user = input.MessageAction === 'RESEND' ? invited(pool, input.Username) : await created(pool, input);
    const temporaryPassword = input.TemporaryPassword ?? newTemporaryPassword();
    await pool.updateUser(user, await newCredentials(pool.id, user, temporaryPassword));
    if (input.MessageAction !== 'SUPPRESS') {
      const sent_at = pool.now().toISOString();
      await invitations.send({ to: user.email, temporary_password: temporaryPassword, sent_at });
    }
    return { User: userType(user, 'Attributes') };
  });
}

function invited(pool: UserPool, username: string) {
  const user = pool.findUser(username);
  if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
  if (user.status !== 'FORCE_CHANGE_PASSWORD') {
    throw new AwsError('UnsupportedUserStateException', 'User exists already. Message can not be resent.');
  }
  return user;
}

function created(pool: UserPool, input: z.output<typeof Input>) {
  const attributes = Object.fromEntries(input.UserAttributes.map(({ Name, Value }) => [Name, Value]));
  const unknown = Object.keys(attributes).some((name) => !ATTRIBUTES.includes(name));
  if (unknown) throw new AwsError('InvalidParameterException', 'Attribute does not exist in the schema.');
  const { email = input.Username, ...others } = attributes;
  if (!email.includes('@')) throw new AwsError('InvalidParameterException', 'Username should be an email.');
  return pool.createUser(email, { email_verified: 'false', ...others });
}

/** As the pool's policy wants it. */
function newTemporaryPassword(): string {
  const pick = (characters: string, length: number) =>
    Array.from({ length }, () => characters.charAt(randomInt(characters.length))).join('');
  return `${pick('ABCDEFGHJKLMNPQRSTUVWXYZ', 4)}-${pick('abcdefghijkmnopqrstuvwxyz', 8)}-${pick('23456789', 4)}`;
}
