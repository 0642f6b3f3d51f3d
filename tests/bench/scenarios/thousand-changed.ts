import { comeToRest, demandAcknowledged, everybodysBook, letTimePass } from './books';
import type { Scenario } from './scenario';
import type { Stage } from '../stage';

const MOST = 1000;

/**
 * The sync that the schedule starts after 1,000 contacts of the book that holds everybody were given
 * another name through the Document Service: exactly their rows are sent. After 1,000 saves that
 * change nothing, none is.
 */
export const createThousandChanged = (): Scenario => {
  let integrationId = 0;
  const save = async ({ ask, options }: Stage, change: boolean): Promise<number> => {
    const count = Math.min(MOST, options.contacts);
    await ask('saveContacts', { count, change });
    return count;
  };
  const start = async ({ ask }: Stage): Promise<null> => {
    await ask('queueScheduledSync', integrationId);
    return null;
  };
  const demandSilence = async (stage: Stage): Promise<void> => {
    await letTimePass(stage);
    const mark = await stage.ask('markRuns');
    await save(stage, false);
    await start(stage);
    await stage.settle();
    const { rowsSent, apiCalls } = await stage.ask('factsAfter', mark);
    if (rowsSent + apiCalls.write === 0) return;
    throw new Error(`saves without a change sent ${rowsSent} rows in ${apiCalls.write} calls`);
  };
  let changed = 0;
  return {
    name: 'thousandChanged',
    floor: null,
    consumes: false,
    prepare: async (stage) => {
      const book = await everybodysBook(stage);
      integrationId = book.integrationId;
      await comeToRest(stage, book.listId);
    },
    arrange: async (stage) => {
      await letTimePass(stage);
      changed = await save(stage, true);
    },
    start,
    check: async (stage, { rowsSent }) => {
      await demandAcknowledged(stage, stage.options.contacts);
      if (rowsSent !== changed) throw new Error(`${rowsSent} rows of ${changed} changes were sent`);
      await demandSilence(stage);
    },
  };
};
