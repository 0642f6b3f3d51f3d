import { isReservedBook } from '../../core/reserved-books';
import { notFound, Problem } from '../../core/problem';
import type { AddressBook } from '../../store/address-books';
import type { Connection } from '../../store/connections';
import type { Integration } from '../../store/integrations';
import { BrokenList, buildListSource } from '../../store/list-query';
import type { MarketingList } from '../../store/marketing-lists';
import type { Deps } from '../deps';
import { FEEDS } from '../import/feed';
import { demandOffered, switchOn } from '../new-records/switch-on';
import { enqueueSync } from '../queue/enqueue';

/** What an editor may set of a connection, and change without it being another one. */
type ConnectionSettings = Pick<Connection, 'createRecords'>;

export type ConnectRequest = ConnectionSettings & { integrationId: number; addressBookId: number };

const settingsOf = ({
  integrationId: _integration,
  addressBookId: _book,
  ...settings
}: ConnectRequest): ConnectionSettings => settings;

/**
 * Connects a list with an address book, 1:1, and queues its first export. The database decides
 * between two people who connect the same book at once.
 * @throws Problem LIST_CONNECTED, BOOK_TAKEN, BOOK_GONE, NAME_RESERVED, INTEGRATION_INACTIVE, LIST_BROKEN, NOT_FOUND,
 * INVALID
 */
export const connectList = (
  deps: Deps,
  listId: string,
  request: ConnectRequest
): Promise<Connection> => openConnection(deps, listId, request);

const openConnection = async (
  deps: Deps,
  listId: string,
  request: ConnectRequest,
  instead?: Connection
): Promise<Connection> => {
  const list = await findList(deps, listId);
  await checkReadable(deps, list);
  demandOffered(list, request);
  const { integration, book } = await findBook(deps, request);
  const { connections, cursors } = deps.repositories;
  const now = deps.clock.now();
  const opened = await connections.open(
    {
      integrationId: integration.id,
      addressBookId: book.id,
      bookRemoteId: book.remoteId,
      listId,
      collection: list.collection,
      emailField: list.emailField,
      ...settingsOf(request),
    },
    now,
    instead
  );
  if (opened === 'taken') throw await takenProblem(deps, listId, instead);
  // What an earlier connection read of this book is forgotten: opt-outs are read since 1970 again,
  // and campaigns sent to it are looked for.
  await cursors.reset(integration.id, [
    FEEDS.contacts(book.remoteId),
    FEEDS.unsubscribes(book.remoteId),
    FEEDS.campaignSweep,
  ]);
  await deps.refreshTracking();
  await enqueueSync(deps, { integrationId: integration.id, trigger: 'connect', listId });
  return opened;
};

/**
 * Changes what a connection may change without being another one. Another book is a disconnection
 * and a new connection: the people stay in the old book.
 */
export const changeConnection = async (
  deps: Deps,
  listId: string,
  request: ConnectRequest
): Promise<Connection> => {
  const { connections } = deps.repositories;
  const connection = await connections.ofList(listId);
  if (!connection) throw new Problem('LIST_NOT_CONNECTED', 'The list is not connected');
  if (connection.addressBookId !== request.addressBookId) {
    return openConnection(deps, listId, request, connection);
  }
  demandOffered(connection, request);
  const settings = settingsOf(request);
  if (settings.createRecords && !connection.createRecords) await switchOn(deps, connection);
  else await connections.update(connection.id, settings);
  return { ...connection, ...settings };
};

const findList = async (deps: Deps, listId: string): Promise<MarketingList> => {
  const list = await deps.repositories.lists.find(listId);
  if (!list) throw notFound('The marketing list');
  return list;
};

const checkReadable = async (deps: Deps, list: MarketingList): Promise<void> => {
  try {
    await buildListSource(deps.repositories.db, list, { now: deps.clock.now() });
  } catch (error) {
    if (error instanceof BrokenList) throw new Problem('LIST_BROKEN', error.reason);
    throw error;
  }
};

const findBook = async (
  deps: Deps,
  request: ConnectRequest
): Promise<{ integration: Integration; book: AddressBook }> => {
  const { integrations, addressBooks } = deps.repositories;
  const integration = await integrations.find(request.integrationId);
  if (!integration) throw notFound('The integration');
  if (!integration.active) {
    throw new Problem('INTEGRATION_INACTIVE', 'The integration is inactive', 'integrationId');
  }
  const book = await addressBooks.find(request.addressBookId);
  if (!book || book.integrationId !== integration.id) throw notFound('The address book');
  if (book.vanishedAt !== null) {
    throw new Problem('BOOK_GONE', 'Dotdigital no longer lists this address book', 'addressBookId');
  }
  if (isReservedBook(book.name)) {
    throw new Problem(
      'NAME_RESERVED',
      'This address book is reserved by Dotdigital and cannot be written to',
      'addressBookId'
    );
  }
  return { integration, book };
};

const takenProblem = async (
  deps: Deps,
  listId: string,
  instead: Connection | undefined
): Promise<Problem> =>
  !instead && (await deps.repositories.connections.ofList(listId))
    ? new Problem('LIST_CONNECTED', 'The list is connected already')
    : new Problem(
        'BOOK_TAKEN',
        'Another marketing list is connected with this address book',
        'addressBookId'
      );
