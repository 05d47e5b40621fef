import { checkRole } from '../../../shared/domain/access-decision';
import type { Exchange } from '../exchange';
import { passed } from '../refused';
import type { Step } from './step';

/** Why the caller's account or roles do not open the route, if they do not. */
export const roleRefusal = ({
  caller,
  route,
}: Exchange): { readonly refused: 'tenant-missing' | 'role-required' } | undefined => {
  if (caller.tenancy.kind === 'unassigned') return { refused: 'tenant-missing' };
  return route.access.kind === 'roles' ? checkRole(caller, route.access.roles) : undefined;
};

/** 45 CFR 164.308(a)(4), 164.312(a)(1): only the roles that the route names. */
export const roleCheck: Step = (exchange) => {
  passed(roleRefusal(exchange));
};
