import { addBook, comeToRest, connect, demandAcknowledged, letTimePass, startOver } from './books';
import type { Scenario } from './scenario';

/** The sync that the schedule starts every few minutes: books that share all contacts, and no change. */
export const createNothingChanged = (): Scenario => {
  let integrationId = 0;
  return {
    name: 'nothingChanged',
    floor: 'nothing-changed',
    consumes: false,
    prepare: async (stage) => {
      integrationId = await startOver(stage);
      let listId = '';
      for (let part = 0; part < stage.options.books; part += 1) {
        const where = { orders: { $eq: part } };
        const book = await addBook(stage, integrationId, `Part ${part + 1}`, where);
        await connect(stage, book);
        await stage.settle();
        ({ listId } = book);
      }
      await demandAcknowledged(stage, stage.options.contacts);
      await comeToRest(stage, listId);
    },
    arrange: async (stage) => {
      await letTimePass(stage);
    },
    start: async ({ ask }) => {
      await ask('queueScheduledSync', integrationId);
      return null;
    },
    check: (stage) => demandAcknowledged(stage, stage.options.contacts),
  };
};
