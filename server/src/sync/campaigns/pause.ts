import { integrationsQueued } from '../activity';
import type { SyncContext } from '../context';

/** So long at a time; a synchronisation that waits meanwhile goes first in any case. */
const SLICE_MS = 120_000;

/** Whether the reading of campaigns should make way. */
export type Pause = { asked(): Promise<boolean> };

export const createPause = ({ deps, integration }: SyncContext): Pause => {
  const until = deps.clock.now() + SLICE_MS;
  return {
    asked: async () =>
      deps.clock.now() >= until || (await integrationsQueued(deps)).has(integration.id),
  };
};
