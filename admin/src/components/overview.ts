import { useDotmailerOverviewQuery } from '../api/integrations';
import { usePermission } from '../permissions';
import { LIVE } from './polling';

/**
 * The plugin's state in a few numbers, asked for only by those who may see integrations. Every use
 * shares one request. `isPending`: nothing is known yet, neither an answer nor an error; it never
 * comes back, so that a page that waits for it is not taken down by a later retry.
 */
export const useOverview = () => {
  const { allowed, isChecking } = usePermission('integrations.read');
  const query = useDotmailerOverviewQuery(undefined, { ...LIVE, skip: !allowed });
  return {
    ...query,
    isForbidden: !isChecking && !allowed,
    isPending: isChecking || (query.isLoading && !query.error),
  };
};

/** Whether rows should say which integration they belong to; who may not know is told in any case. */
export const useSeveralIntegrations = (): boolean => {
  const { data, isForbidden } = useOverview();
  return isForbidden || (data?.integrations ?? 0) > 1;
};
