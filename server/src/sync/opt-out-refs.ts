import type { Connection } from '../store/connections';
import { bookRef, type OptOutRefs } from '../store/opt-outs';

/** Where the people of a connection can have opted out: its list, its book, its account. */
export const refsOf = (
  accountId: string,
  connection: Pick<Connection, 'listId' | 'bookRemoteId'>
): OptOutRefs => ({
  list: connection.listId,
  book: bookRef(accountId, connection.bookRemoteId),
  account: accountId,
});
