import { Problem } from '../../core/problem';
import type { Connection } from '../../store/connections';
import { whyNotOffered, type NotOffered } from '../../store/host-records';
import type { Deps } from '../deps';
import { enqueueSync } from '../queue/enqueue';

const WHY_NOT: Record<NotOffered, string> = {
  users: 'Users of the site are not created from an address book',
  'related-email':
    'Records cannot be created: the e-mail of this list is a field of a related record',
};

type Wish = Pick<Connection, 'collection' | 'emailField'>;

/** @throws Problem INVALID where records are wanted of a list that cannot have any made */
export const demandOffered = (
  { collection, emailField }: Wish,
  { createRecords }: Pick<Connection, 'createRecords'>
): void => {
  const reason = createRecords ? whyNotOffered(collection, emailField) : null;
  if (reason !== null) throw new Problem('INVALID', WHY_NOT[reason], 'createRecords');
};

/**
 * Switches the creation of records on for an open connection. The synchronisation it asks for reads
 * the book whole: whoever is in it by then was there before.
 */
export const switchOn = async (
  deps: Deps,
  { id, integrationId, listId }: Connection
): Promise<void> => {
  const { connections, newcomers } = deps.repositories;
  await newcomers.age(id, deps.clock.now());
  await connections.update(id, { createRecords: true, newcomersSince: null });
  await enqueueSync(deps, { integrationId, trigger: 'manual', listId });
};
