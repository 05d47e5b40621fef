import type { EmergencyGrant } from '../../../shared/domain/emergency-grant';
import type { Step } from './step';

/** Finds an emergency grant in what an operation prepared. */
export type GrantIn = (prepared: unknown) => EmergencyGrant | undefined;

/**
 * Notes the emergency grant that opens the purpose `emergency` to the caller now, if one does. It refuses nothing: the BAA
 * gate and the purpose check look at what it found.
 */
export const emergencyGrant =
  (grantIn: GrantIn | undefined): Step =>
  async (exchange) => {
    if (grantIn === undefined || exchange.request().purpose !== 'emergency') return;
    exchange.emergencyGrantId = grantIn(await exchange.startedReads.prepared)?.id;
  };
