import type { Caller } from './caller';
import type { Endpoint } from './endpoint';
import { vendorId, contactIds as checkedIds, jobId } from './guards';
import { jobSchema } from './schemas';
import type { DotdigitalAccount } from './types';

/** Ends memberships in the background; ids that are not in the book do not fail the batch. */
const REMOVE: Endpoint = {
  method: 'POST',
  path: 'address-books/{id}/contacts/delete',
  kind: 'write',
  repeat: 'always',
};
const STATUS: Endpoint = {
  method: 'GET',
  path: 'contacts/deletion/{jobId}',
  kind: 'poll',
  repeat: 'always',
};

type Removals = Pick<DotdigitalAccount['contacts'], 'removeFromBook' | 'removalStatus'>;

/** Removal jobs of a book. */
export const removals = (caller: Caller): Removals => ({
  removeFromBook: async (bookId, contactIds, call) => {
    const request = {
      endpoint: REMOVE,
      values: { id: vendorId(bookId) },
      json: checkedIds(contactIds),
    };
    const job = await caller.optionalJson(request, jobSchema, call);
    // The older 204: done when it answers.
    if (!job?.id) return { id: null, status: 'Completed' };
    return { id: job.id, status: job.status ?? 'Started' };
  },
  removalStatus: async (id, call) => {
    const request = { endpoint: STATUS, values: { jobId: jobId(id) } };
    return (await caller.json(request, jobSchema, call)).value.status ?? 'Unknown';
  },
});
