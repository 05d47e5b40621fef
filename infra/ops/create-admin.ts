import { runCommand } from './operator/command-error';
import { CREATE_ADMIN_HELP, createAdminCommand } from './operator/create-admin-command';

/** `npm run create-admin`: the first administrator of a deployed stage. */
runCommand(() => createAdminCommand(process.argv.slice(2), process.env), CREATE_ADMIN_HELP);
