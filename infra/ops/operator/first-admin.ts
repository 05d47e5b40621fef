import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  type AdminCreateUserCommandInput,
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
  type CognitoIdentityProviderClient,
  ListUsersInGroupCommand,
  type UserType,
} from '@aws-sdk/client-cognito-identity-provider';
import { PLATFORM_GROUP } from '../../../shared/domain/roles';
import { CommandError } from './command-error';

/** Whom to make: an administrator of one covered entity, or of the platform, who has none. */
export interface WantedAdmin {
  readonly userPoolId: string;
  readonly email: string;
  /** Absent: a platform operator. */
  readonly coveredEntityId?: string;
}

/** What stands in the pool of the person wanted. */
export interface StoredAdmin {
  readonly username: string;
  readonly email: string;
  readonly coveredEntityId?: string;
  readonly enabled: boolean;
  /** Whether the invitation was never used. */
  readonly isInvited: boolean;
}

const TENANT_ATTRIBUTE = 'custom:covered_entity_id';
const PAGE = 60;
const MOST_PAGES = 50;

/** The groups of a first administrator. */
export const groupsOf = ({ coveredEntityId }: WantedAdmin): readonly string[] =>
  coveredEntityId === undefined ? ['admin', PLATFORM_GROUP] : ['admin'];

const attribute = (attributes: UserType['Attributes'], name: string): string | undefined =>
  attributes?.find(({ Name }) => Name === name)?.Value;

const storedAdmin = (user: Omit<UserType, 'MFAOptions'>): StoredAdmin => ({
  username: user.Username ?? '',
  email: attribute(user.Attributes, 'email') ?? '',
  coveredEntityId: attribute(user.Attributes, TENANT_ATTRIBUTE),
  enabled: user.Enabled ?? false,
  isInvited: user.UserStatus === 'FORCE_CHANGE_PASSWORD',
});

/** The user with this address; undefined when there is none. */
export const findAdmin = async (
  cognito: CognitoIdentityProviderClient,
  { userPoolId, email }: WantedAdmin,
): Promise<StoredAdmin | undefined> => {
  try {
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId: userPoolId, Username: email }));
    return storedAdmin({ ...user, Attributes: user.UserAttributes });
  } catch (error) {
    if (error instanceof Error && error.name === 'UserNotFoundException') return undefined;
    throw error;
  }
};

/** Administrators of the same covered entity, or of the platform, but for the person wanted. */
export const otherAdmins = async (
  cognito: CognitoIdentityProviderClient,
  wanted: WantedAdmin,
): Promise<readonly StoredAdmin[]> => {
  const GroupName = wanted.coveredEntityId === undefined ? PLATFORM_GROUP : 'admin';
  const found: StoredAdmin[] = [];
  let next: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const answer = await cognito.send(
      new ListUsersInGroupCommand({ UserPoolId: wanted.userPoolId, GroupName, Limit: PAGE, NextToken: next }),
    );
    found.push(...(answer.Users ?? []).map(storedAdmin));
    next = answer.NextToken;
    if (next === undefined) {
      return found.filter(
        ({ coveredEntityId, email, enabled }) =>
          enabled && coveredEntityId === wanted.coveredEntityId && email.toLowerCase() !== wanted.email,
      );
    }
  }
  throw new CommandError('refused', `The group ${GroupName} has too many users to look through.`);
};

/** Makes the user, and has Cognito send the invitation with the temporary password. */
export const createUser = async (
  cognito: CognitoIdentityProviderClient,
  { userPoolId, email, coveredEntityId }: WantedAdmin,
  messageAction?: AdminCreateUserCommandInput['MessageAction'],
): Promise<void> => {
  await cognito.send(
    new AdminCreateUserCommand({
      UserPoolId: userPoolId,
      Username: email,
      DesiredDeliveryMediums: ['EMAIL'],
      MessageAction: messageAction,
      UserAttributes: [
        { Name: 'email', Value: email },
        // Who can read the invitation has the address; recovering a lost password needs it verified.
        { Name: 'email_verified', Value: 'true' },
        ...(coveredEntityId === undefined ? [] : [{ Name: TENANT_ATTRIBUTE, Value: coveredEntityId }]),
      ],
    }),
  );
};

/** Adds what is missing; groups that the user has otherwise stay. */
export const addToGroups = async (
  cognito: CognitoIdentityProviderClient,
  wanted: WantedAdmin,
): Promise<readonly string[]> => {
  const user = { UserPoolId: wanted.userPoolId, Username: wanted.email };
  const { Groups = [] } = await cognito.send(new AdminListGroupsForUserCommand({ ...user, Limit: PAGE }));
  const missing = groupsOf(wanted).filter((name) => !Groups.some(({ GroupName }) => GroupName === name));
  for (const GroupName of missing) await cognito.send(new AdminAddUserToGroupCommand({ ...user, GroupName }));
  return missing;
};
