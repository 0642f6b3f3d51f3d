import { sendCampaigns } from '../campaigns';
import { addBook, comeToRest, connect, demandAcknowledged, letTimePass, startOver } from './books';
import type { Scenario } from './scenario';

/** Of each campaign: how many there are makes no difference once they are read. */
const READERS = 10;

/**
 * The sync that the schedule starts every few minutes: books that share all contacts, campaigns that
 * were sent to one of them, and no change.
 */
export const createNothingChanged = (): Scenario => {
  let integrationId = 0;
  return {
    name: 'nothingChanged',
    floor: 'nothing-changed',
    consumes: false,
    prepare: async (stage) => {
      integrationId = await startOver(stage);
      let listId = '';
      let remoteId = 0;
      for (let part = 0; part < stage.options.books; part += 1) {
        const where = { orders: { $eq: part } };
        const book = await addBook(stage, integrationId, `Part ${part + 1}`, where);
        await connect(stage, book);
        await stage.settle();
        ({ listId, remoteId } = book);
      }
      const { campaigns } = stage.options;
      const sent = { bookId: remoteId, campaigns, recipients: READERS };
      await sendCampaigns(stage.sandbox.control, sent);
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
