import { checkPurpose } from '../../../shared/domain/access-decision';
import { passed } from '../refused';
import type { Step } from './step';

/** A purpose of use is stated, and is open to the caller. */
export const purposeCheck: Step = (exchange) => {
  passed(
    checkPurpose(
      exchange.route.purpose,
      exchange.request().purpose,
      exchange.grant,
      exchange.emergencyGrantId !== undefined,
    ),
  );
};
