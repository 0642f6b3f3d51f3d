import { comeToRest, demandAcknowledged, everybodysBook, letTimePass } from './books';
import type { Scenario } from './scenario';

/** A full comparison of the book that holds everybody, when nothing has changed. */
export const createReconcile = (): Scenario => {
  let integrationId = 0;
  return {
    name: 'reconcile',
    floor: 'reconcile',
    consumes: false,
    prepare: async (stage) => {
      const book = await everybodysBook(stage);
      integrationId = book.integrationId;
      await comeToRest(stage, book.listId);
    },
    arrange: async (stage) => {
      await letTimePass(stage);
    },
    start: async ({ api }) => {
      const asked = Date.now();
      await api.synchroniseAll(integrationId, { full: true });
      return asked;
    },
    check: (stage) => demandAcknowledged(stage, stage.options.contacts),
  };
};
