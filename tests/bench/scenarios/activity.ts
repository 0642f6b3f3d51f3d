import { countEvents, recipientsOf, sendCampaigns } from '../campaigns';
import { addBook, connect, startOver } from './books';
import type { Scenario } from './scenario';

/**
 * Campaigns that were sent to a book and of which nothing was read yet: one synchronisation finds them,
 * and everything that people did with them is read and stored.
 */
export const createActivity = (): Scenario => {
  let integrationId = 0;
  let events = 0;
  return {
    name: 'activity',
    floor: 'activity',
    consumes: true,
    prepare: async (stage) => {
      const { options, sandbox } = stage;
      const campaigns = Math.max(1, options.campaigns);
      integrationId = await startOver(stage);
      const book = await addBook(stage, integrationId, 'Readers', { orders: { $lt: 0 } });
      await sandbox.control('seedContacts', { bookId: book.remoteId, count: options.contacts });
      await connect(stage, book);
      await stage.settle();
      const recipients = recipientsOf({ contacts: options.contacts, campaigns });
      await sendCampaigns(sandbox.control, { bookId: book.remoteId, campaigns, recipients });
      events = await countEvents(sandbox.control);
    },
    arrange: ({ ask }) => ask('forgetCampaigns'),
    start: async ({ ask }) => {
      await ask('queueScheduledSync', integrationId);
      return null;
    },
    check: async ({ ask }) => {
      const stored = await ask('campaignRows');
      if (stored !== events) throw new Error(`${stored} of ${events} rows of activity were stored`);
    },
  };
};
