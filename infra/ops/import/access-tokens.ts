import * as z from 'zod';
import { readRuntime } from '../../local/runtime-file';
import { DEMO_PASSWORD } from '../../local/seed/demo-users';
import { signIn } from '../../local/sign-in';
import { ImportStopped } from './import-stopped';

export interface AccessTokens {
  current(): Promise<string>;
  /** Another one than `expired`, which was refused. @throws ImportStopped */
  renew(expired: string): Promise<string>;
}

/** A token from elsewhere: only its holder can renew it. */
export const givenToken = (token: string): AccessTokens => ({
  current: () => Promise.resolve(token),
  renew: () =>
    Promise.reject(
      new ImportStopped(
        'The access token is not accepted (401). Get a new one, then run the same command again: it resumes.',
      ),
    ),
});

/** Tokens by sign-in, as often as needed; workers that ask at once get one and the same. */
export const tokensBySignIn = (newToken: () => Promise<string>): AccessTokens => {
  let token: Promise<string> | undefined;
  let value: string | undefined;
  const current = (): Promise<string> => {
    token ??= newToken().then((fresh) => (value = fresh));
    return token;
  };
  return {
    current,
    renew: (expired) => {
      if (value === expired) token = undefined;
      return current();
    },
  };
};

/** Tokens of a demo user of the local stack that runs on `home`. */
export const localTokens = (home: string, email: string): AccessTokens =>
  tokensBySignIn(async () => {
    const runtime = readRuntime(home);
    if (runtime === undefined)
      throw new ImportStopped('The local stack is gone. Start it, then run the same command again.');
    return (await signIn(runtime, email, DEMO_PASSWORD)).access;
  });

const Claims = z.looseObject({ client_id: z.string().optional(), covered_entity_id: z.string().optional() });

/** What a token says about the place it is for. Not verified: the API does that. */
export const unverifiedClaims = (token: string): z.output<typeof Claims> => {
  try {
    return Claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')));
  } catch {
    return {};
  }
};
