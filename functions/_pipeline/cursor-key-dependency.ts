import { secretsManagerClient } from '../../shared/adapters/aws/clients';
import { SecretsManagerCursorKey } from '../../shared/adapters/aws/secrets-manager-cursor-key';
import { CursorKeys } from '../../shared/application/cursor-keys';
import { once, settings } from './composition-root';
import { pipelineDependencies } from './pipeline-dependencies';

/** The deployment's key for cursors and idempotency names, fetched once per instance and TTL. */
export const cursorKeys = once(
  () =>
    new CursorKeys(
      new SecretsManagerCursorKey(secretsManagerClient(), settings().CURSOR_KEY_SECRET_ARN),
      pipelineDependencies().clock,
    ),
);
