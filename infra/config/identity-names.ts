/** Names by which operator commands find a deployed pool and its client, so that nobody copies ids. */

/** The user pool of a stage. */
export const userPoolName = (stage: string): string => `phiducia-${stage}`;

/** The one app client: people who sign in. */
export const APP_CLIENT_NAME = 'workforce';

/** Stages name stacks and pools alike. */
export const STAGE_PATTERN = /^[a-z][a-z0-9]{0,15}$/;
