import { VendorError } from './errors';

/**
 * A blank target never means everyone: the vendor reads some empty lists as "All Contacts", and an
 * empty path segment is another endpoint. These refuse such calls before anything is sent.
 */
const refuse = (what: string): never => {
  throw new VendorError('rejected', `Refused before it was sent: ${what}`, {
    code: 'BLANK_TARGET',
  });
};

/** The id of a book, a contact or a campaign. */
export const vendorId = (id: number): number =>
  Number.isSafeInteger(id) && id > 0 ? id : refuse('an id is missing');

/** Ids of jobs are GUIDs; anything that could be another path is refused. */
export const jobId = (id: string): string =>
  /^[\w-]+$/.test(id) ? id : refuse('the id of a job is missing');

export const address = (email: string): string =>
  /^\S+@\S+$/.test(email.trim()) ? email.trim() : refuse('an e-mail address is missing');

export const contactIds = (ids: number[]): number[] => {
  if (ids.length === 0) return refuse('the list of contacts is empty');
  if (ids.length > 1000) return refuse('more than 1,000 contacts in one call');
  return ids.map(vendorId);
};

export const text = (value: string, what: string): string =>
  value.trim() === '' ? refuse(`${what} is missing`) : value;
