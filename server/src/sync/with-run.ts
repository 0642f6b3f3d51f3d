import { isVendorError } from '../dotdigital/errors';
import type { Integration } from '../store/integrations';
import { NO_CALLS, type NewRun } from '../store/runs';
import type { SyncContext } from './context';
import type { Deps } from './deps';
import { accountOf } from './integrations/account-of';
import {
  credentialsAccepted,
  credentialsRefused,
  mayProbe,
} from './integrations/credentials-refused';
import { integrationLease, withLease } from './lease';
import { startRun, type RunSummary } from './run-recorder';

/**
 * Runs `work` under the integration's lease and records it as a run. Never throws for what the vendor
 * does: the run says what happened. `busy` when another process is at it, `skipped` when it may not
 * run now.
 */
export const withRun = async (
  deps: Deps,
  request: NewRun,
  work: (context: SyncContext) => Promise<void>
): Promise<RunSummary> => {
  const integration = await deps.repositories.integrations.find(request.integrationId);
  const reason = whyNot(deps, integration);
  if (integration === null || reason !== null) {
    return { outcome: 'skipped', reason: reason ?? 'The integration was not found' };
  }
  return withLease(deps, integrationLease(integration.id), async (lease) => {
    let account: SyncContext['account'] | null = null;
    const calls = () => account?.calls() ?? NO_CALLS;
    const run = await startRun(deps, { ...request, lease, calls });
    try {
      account = accountOf(deps, integration);
      await work({ deps, integration, account, run, lease });
      await credentialsAccepted(deps, integration);
      return await run.finish();
    } catch (error) {
      if (isVendorError(error, 'authentication')) await credentialsRefused(deps, integration);
      return run.finish(error);
    }
  });
};

/** Why nothing may be sent for this integration now, in words; null when it may. */
const whyNot = (deps: Deps, integration: Integration | null): string | null => {
  if (!integration) return 'The integration was not found';
  if (!deps.config.sync) return 'Synchronisation is switched off in this environment';
  if (!integration.active) return 'The integration is inactive';
  if (integration.state === 'needs-site-answer') {
    return 'The site has a new address: somebody must say whether it is a copy';
  }
  if (!mayProbe(integration, deps.clock.now())) return 'The integration waits for new credentials';
  return null;
};
