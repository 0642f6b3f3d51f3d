import type { ConnectedBook, Stage } from '../stage';

/** Longer than the overlap of two reads of a feed: what is older is not read again. */
const QUIET_MS = 600_000;

/** Site and vendor without lists and books, but for an integration; answers its id. */
export const startOver = async (stage: Stage): Promise<number> => {
  const { sandbox, ask, api, settle } = stage;
  stage.fullBook = null;
  await sandbox.control('reset');
  await ask('emptyPlugin');
  const { id } = await api.createIntegration('Bench', sandbox.credentials);
  await settle();
  return id;
};

/** A list of contacts, and a book that it is not connected with yet. */
export const addBook = async (
  { api }: Stage,
  integrationId: number,
  name: string,
  where?: unknown
): Promise<ConnectedBook> => {
  const { id, remoteId } = await api.createBook(integrationId, name);
  return { integrationId, listId: await api.createList(name, where), bookId: id, remoteId };
};

/** Connects the list with its book, which queues the first export. */
export const connect = ({ api }: Stage, book: ConnectedBook): Promise<unknown> =>
  api.connect(book.listId, book.integrationId, book.bookId);

/** Throws unless exactly so many e-mails are acknowledged, and none is in another state. */
export const demandAcknowledged = async ({ ask }: Stage, wanted: number): Promise<void> => {
  const { acknowledged = 0, ...others } = await ask('ledger');
  if (acknowledged === wanted && Object.keys(others).length === 0) return;
  const rest = Object.entries(others).map(([state, count]) => `${count} ${state}`);
  throw new Error([`${acknowledged} of ${wanted} contacts were acknowledged`, ...rest].join(', '));
};

/** The book that holds everybody: as the first push left it, or made now. */
export const everybodysBook = async (stage: Stage): Promise<ConnectedBook> => {
  if (stage.fullBook) return stage.fullBook;
  const book = await addBook(stage, await startOver(stage), 'Everybody');
  await connect(stage, book);
  await stage.settle();
  stage.fullBook = book;
  return book;
};

/** A while later at the vendor, so that its feeds have nothing new. */
export const letTimePass = ({ sandbox }: Stage): Promise<unknown> =>
  sandbox.control('advanceClock', { milliseconds: QUIET_MS });

/** All feeds are read once more a while after the last change: from now on nothing is new. */
export const comeToRest = async (stage: Stage, listId: string): Promise<void> => {
  await letTimePass(stage);
  await stage.api.synchronise(listId);
  await stage.settle();
};
