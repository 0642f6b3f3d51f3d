import { addBook, connect, demandAcknowledged, startOver } from './books';
import { arranged, type Scenario } from './scenario';
import type { ConnectedBook } from '../stage';

/** A list of all contacts is connected with an empty book. */
export const createFirstPush = (): Scenario => {
  let book: ConnectedBook | null = null;
  return {
    name: 'firstPush',
    floor: 'first-push',
    consumes: true,
    prepare: async () => undefined,
    arrange: async (stage) => {
      book = await addBook(stage, await startOver(stage), 'Everybody');
    },
    start: async (stage) => {
      const asked = Date.now();
      await connect(stage, arranged(book));
      return asked;
    },
    check: async (stage) => {
      await demandAcknowledged(stage, stage.options.contacts);
      stage.fullBook = book;
    },
  };
};
