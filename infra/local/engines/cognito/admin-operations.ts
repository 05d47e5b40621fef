import * as z from 'zod';
import { APP_CLIENT_NAME, userPoolName } from '../../../config/identity-names';
import { AwsError } from '../http/aws-error';
import { operation, type JsonOperation } from '../http/aws-json-protocol';
import { createUserOperation } from './create-user-operation';
import type { Invitations } from './invitations';
import { newCredentials } from './new-credentials';
import type { StoredUser } from './stored-user-pool';
import type { UserPool } from './user-pool';
import { userType } from './user-type';

const InPool = z.object({ UserPoolId: z.string() });
const OfUser = InPool.extend({ Username: z.string().min(1).max(320) });
const InGroup = OfUser.extend({ GroupName: z.string().min(1).max(128) });
const Password = z.string().max(256);
const PAGE = 60;
const LOCAL_POOL_NAME = userPoolName('local');

/** Users and groups, as an operator with IAM rights manages them. */
export function adminOperations(pool: UserPool, invitations: Invitations): Readonly<Record<string, JsonOperation>> {
  const requirePool = (id: string) => {
    if (id !== pool.id) throw new AwsError('ResourceNotFoundException', 'User pool does not exist.');
  };
  const userOf = (input: z.output<typeof OfUser>): StoredUser => {
    requirePool(input.UserPoolId);
    const user = pool.findUser(input.Username);
    if (user === undefined) throw new AwsError('UserNotFoundException', 'User does not exist.');
    return user;
  };
  const setEnabled = (enabled: boolean) =>
    operation(OfUser, async (input) => {
      await pool.updateUser(userOf(input), { enabled });
      return {};
    });
  const changeGroups = (change: (groups: readonly string[], name: string) => readonly string[]) =>
    operation(InGroup, async (input) => {
      const user = userOf(input);
      if (!pool.groups().includes(input.GroupName)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
      await pool.updateUser(user, { groups: [...change(user.groups, input.GroupName)] });
      return {};
    });
  return {
    AdminCreateUser: createUserOperation(pool, invitations),
    AdminSetUserPassword: operation(
      OfUser.extend({ Password, Permanent: z.boolean().default(false) }),
      async (input) => {
        const user = userOf(input);
        const status = input.Permanent ? 'CONFIRMED' : 'FORCE_CHANGE_PASSWORD';
        await pool.updateUser(user, { ...(await newCredentials(pool.id, user, input.Password)), status });
        return {};
      },
    ),
    AdminGetUser: operation(OfUser, (input) => userType(userOf(input), 'UserAttributes')),
    AdminEnableUser: setEnabled(true),
    AdminDisableUser: setEnabled(false),
    AdminAddUserToGroup: changeGroups((groups, name) => [...new Set([...groups, name])]),
    AdminRemoveUserFromGroup: changeGroups((groups, name) => groups.filter((group) => group !== name)),
    AdminListGroupsForUser: operation(OfUser, (input) => ({
      Groups: userOf(input).groups.map((GroupName) => ({ GroupName, UserPoolId: pool.id })),
    })),
    AdminUserGlobalSignOut: operation(OfUser, async (input) => {
      const user = userOf(input);
      await pool.revokeFamilies(({ sub }) => sub === user.sub);
      return {};
    }),
    /** The one pool and its one client, under the names that the templates give them. */
    ListUserPools: operation(z.object({ MaxResults: z.int().min(1).max(PAGE) }), () => ({
      UserPools: [{ Id: pool.id, Name: LOCAL_POOL_NAME }],
    })),
    ListUserPoolClients: operation(InPool, (input) => {
      requirePool(input.UserPoolId);
      return { UserPoolClients: [{ ClientId: pool.clientId, UserPoolId: pool.id, ClientName: APP_CLIENT_NAME }] };
    }),
    CreateGroup: operation(InPool.extend({ GroupName: z.string().min(1).max(128) }), async (input) => {
      requirePool(input.UserPoolId);
      await pool.createGroup(input.GroupName);
      return { Group: { GroupName: input.GroupName, UserPoolId: pool.id } };
    }),
    ListUsersInGroup: operation(InPool.extend({ GroupName: z.string(), NextToken: z.string().optional() }), (input) => {
      requirePool(input.UserPoolId);
      if (!pool.groups().includes(input.GroupName)) throw new AwsError('ResourceNotFoundException', 'Group not found.');
      const users = pool.users().filter(({ groups }) => groups.includes(input.GroupName));
      const { page, next } = pageOf(users, input.NextToken);
      return { Users: page.map((user) => userType(user, 'Attributes')), NextToken: next };
    }),
    /** Filters by `sub` or `email`, equal or by prefix. */
    ListUsers: operation(
      InPool.extend({ Filter: z.string().max(256).optional(), PaginationToken: z.string().optional() }),
      (input) => {
        requirePool(input.UserPoolId);
        const users = pool.users().filter(filterOf(input.Filter));
        const { page, next } = pageOf(users, input.PaginationToken);
        return { Users: page.map((user) => userType(user, 'Attributes')), PaginationToken: next };
      },
    ),
  };
}

function filterOf(filter: string | undefined): (user: StoredUser) => boolean {
  if (filter === undefined || filter.trim() === '') return () => true;
  const match = /^\s*(sub|email)\s*(=|\^=)\s*"([^"]*)"\s*$/.exec(filter);
  if (match === null) throw new AwsError('InvalidParameterException', 'Error while parsing filter.');
  const [, name, operator, value = ''] = match;
  return (user) => {
    const actual = name === 'sub' ? user.sub : user.email;
    return operator === '=' ? actual === value : actual.startsWith(value);
  };
}

function pageOf(users: readonly StoredUser[], token: string | undefined) {
  const start = Number(token ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) throw new AwsError('InvalidParameterException', 'Invalid token.');
  const end = start + PAGE;
  return { page: users.slice(start, end), next: end < users.length ? String(end) : undefined };
}
