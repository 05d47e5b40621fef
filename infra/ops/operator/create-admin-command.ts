import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { join } from 'node:path';
import * as z from 'zod';
import { homeOf, type Environment } from '../../local/home';
import { CommandError } from './command-error';
import { commandErrorOf } from './cognito-error';
import { cognitoClient, LOCAL_STAGE } from './cognito-place';
import { findUserPool } from './find-user-pool';
import {
  addToGroups,
  createUser,
  findAdmin,
  groupsOf,
  otherAdmins,
  type StoredAdmin,
  type WantedAdmin,
} from './first-admin';
import { emailOf, flagsOf, stageOf } from './operator-arguments';

export const CREATE_ADMIN_HELP = `Usage: npm run create-admin -- --stage STAGE --email EMAIL (--covered-entity UUID | --platform)

Makes the first administrator of a covered entity, or the first platform operator, in the user pool of a stage. Cognito
sends the invitation. Run it again after an interruption: it does what is missing, and nothing twice.

  --stage           the stage that was deployed, such as prod; local: the stack that npm start runs
  --email           the person's own address; it is the name to sign in with
  --covered-entity  whose administrator: a UUID that you choose once; it can never be changed for this user
  --platform        a platform operator instead, who names the covered entity in each call
  --another         there is one already, and this is meant to be one more
  --resend          send the invitation again, with another temporary password
  --dry-run         say what would be done
  --help            show this

AWS_REGION and AWS_PROFILE (or other AWS credentials) say where. Needed: cognito-idp:ListUserPools, ListUserPoolClients,
AdminGetUser, AdminCreateUser, AdminListGroupsForUser, AdminAddUserToGroup, ListUsersInGroup.
Exit status: 0 done; 1 refused; 2 wrong usage; 3 not found or no answer.
`;

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const OPTIONS = {
  ...{ stage: text, email: text, 'covered-entity': text },
  ...{ platform: flag, another: flag, resend: flag, 'dry-run': flag, help: { ...flag, short: 'h' } },
} as const;

interface Wishes {
  readonly another: boolean;
  readonly resend: boolean;
  readonly dryRun: boolean;
}

const coveredEntityOf = (entity: string | undefined, platform: boolean): string | undefined => {
  if ((entity === undefined) !== platform) {
    throw new CommandError('usage', 'Choose one of --covered-entity UUID and --platform.');
  }
  if (entity !== undefined && !z.uuid().safeParse(entity).success) {
    throw new CommandError('usage', '--covered-entity is a UUID.');
  }
  return entity?.toLowerCase();
};

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** What the pool holds decides whether the wish can be met. @throws CommandError */
const requireFitting = (wanted: WantedAdmin, existing: StoredAdmin | undefined): void => {
  if (existing === undefined) return;
  if (existing.coveredEntityId !== wanted.coveredEntityId) {
    throw new CommandError(
      'refused',
      'There is a user with this address already, of another covered entity or of none. That cannot be changed: use another address.',
    );
  }
  if (!existing.enabled) throw new CommandError('refused', 'There is a user with this address, who is disabled.');
};

const requireFirst = async (cognito: CognitoIdentityProviderClient, wanted: WantedAdmin): Promise<void> => {
  const others = await otherAdmins(cognito, wanted);
  if (others.length === 0) return;
  throw new CommandError(
    'refused',
    `There is an administrator already: ${others.map(({ email }) => email).join(', ')}. If one more is meant, say --another.`,
  );
};

const invite = async (
  cognito: CognitoIdentityProviderClient,
  wanted: WantedAdmin,
  existing: StoredAdmin | undefined,
  resend: boolean,
): Promise<void> => {
  if (existing === undefined) {
    await createUser(cognito, wanted);
    say(`Made ${wanted.email}; the invitation is on its way.`);
  } else if (!resend) {
    say(`${wanted.email} is in the pool already${existing.isInvited ? ', and was invited' : ''}.`);
  } else if (existing.isInvited) {
    await createUser(cognito, wanted, 'RESEND');
    say(`Sent the invitation to ${wanted.email} again.`);
  } else {
    throw new CommandError('refused', `${wanted.email} has signed in before: there is no invitation to send again.`);
  }
};

const createAdmin = async (cognito: CognitoIdentityProviderClient, wanted: WantedAdmin, wishes: Wishes) => {
  const existing = await findAdmin(cognito, wanted);
  requireFitting(wanted, existing);
  if (!wishes.another) await requireFirst(cognito, wanted);
  if (wishes.dryRun) {
    const verb = existing === undefined ? 'Would make and invite' : 'Would keep';
    say(`${verb} ${wanted.email}, in the groups ${groupsOf(wanted).join(', ')}. Nothing was changed.`);
    return;
  }
  await invite(cognito, wanted, existing, wishes.resend);
  const added = await addToGroups(cognito, wanted);
  say(added.length === 0 ? 'The groups were right.' : `Added to the groups ${added.join(', ')}.`);
};

const next = (stage: string, email: string, environment: Environment): string => {
  const mail =
    stage === LOCAL_STAGE
      ? `The local stack sends no mail: ${join(homeOf(environment), 'cognito', 'invitations.jsonl')} has the invitation.`
      : 'The temporary password is in the mail, and good for one day.';
  return `${mail}
Next, the person signs in, chooses a password, and sets up an authenticator:
  npm run --silent token -- --stage ${stage} --email ${email}
Then: docs/deploying.md, “The first encrypted value”.`;
};

/** `npm run create-admin`. @throws CommandError */
export const createAdminCommand = async (argv: readonly string[], environment: Environment): Promise<void> => {
  const { help, platform, another, resend, ...values } = flagsOf(argv, OPTIONS);
  if (help) {
    process.stdout.write(CREATE_ADMIN_HELP);
    return;
  }
  const [stage, email] = [stageOf(values.stage), emailOf(values.email)];
  const coveredEntityId = coveredEntityOf(values['covered-entity'], platform);
  const dryRun = values['dry-run'];
  const cognito = cognitoClient(stage, environment);
  try {
    const { userPoolId } = await findUserPool(cognito, stage);
    say(`User pool ${userPoolId} of the stage ${stage}.`);
    await createAdmin(
      cognito,
      { userPoolId, email, ...(coveredEntityId && { coveredEntityId }) },
      { another, resend, dryRun },
    );
  } catch (error) {
    throw commandErrorOf(error);
  }
  if (!dryRun) say(next(stage, email, environment));
};
