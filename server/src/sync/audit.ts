import type { Actor, AuditEntry } from '../core/audit';
import type { Deps } from './deps';

/**
 * Notes in the audit trail what was done. It is done: a trail that cannot be written is told in the
 * log, and undoes nothing.
 */
export const note = async (deps: Deps, actor: Actor, entries: AuditEntry[]): Promise<void> => {
  const { repositories, clock, logger } = deps;
  await repositories.audit.add(actor, entries, clock.now()).catch((error: unknown) => {
    const actions = entries.map(({ action }) => action).join(', ');
    logger.error(`The audit trail misses ${actions}: ${String(error)}`);
  });
};
