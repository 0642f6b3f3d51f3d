import { endpointName, type Endpoint } from './endpoint';
import type { CallCounts } from './types';

export type CallCounter = { count(endpoint: Endpoint): void; counts(): CallCounts };

/** Counts requests as they are sent, repeated ones included. */
export const createCallCounter = (): CallCounter => {
  const totals = { read: 0, write: 0, poll: 0 };
  const byEndpoint: Record<string, number> = {};
  return {
    count: (endpoint) => {
      const name = endpointName(endpoint);
      totals[endpoint.kind] += 1;
      byEndpoint[name] = (byEndpoint[name] ?? 0) + 1;
    },
    counts: () => ({ ...totals, byEndpoint: { ...byEndpoint } }),
  };
};
