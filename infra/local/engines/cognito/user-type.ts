import type { StoredUser } from './stored-user-pool';
import { userAttributes } from './token-issuer';

/** A user as the API shows it. The member that holds the attributes has another name in `AdminGetUser`. */
export function userType(user: StoredUser, attributesMember: 'Attributes' | 'UserAttributes'): object {
  return {
    Username: user.sub,
    [attributesMember]: Object.entries(userAttributes(user)).map(([Name, Value]) => ({ Name, Value })),
    Enabled: user.enabled,
    UserStatus: user.status,
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
  };
}
