import { addBook, connect, startOver } from './books';
import { arranged, type Scenario } from './scenario';
import type { ConnectedBook } from '../stage';

/** A list of nobody is connected with a book that holds N contacts already: all of them are read. */
export const createFirstPull = (): Scenario => {
  let book: ConnectedBook | null = null;
  return {
    name: 'firstPull',
    floor: 'first-pull',
    consumes: true,
    prepare: async () => undefined,
    arrange: async (stage) => {
      const { sandbox, options } = stage;
      book = await addBook(stage, await startOver(stage), 'Filled', { orders: { $lt: 0 } });
      await sandbox.control('seedContacts', { bookId: book.remoteId, count: options.contacts });
    },
    start: async (stage) => {
      const asked = Date.now();
      await connect(stage, arranged(book));
      return asked;
    },
    check: async ({ ask, options }) => {
      const known = await ask('knownContacts');
      if (known !== options.contacts)
        throw new Error(`${known} of ${options.contacts} contacts were read`);
    },
  };
};
