import { isVendorError } from '../../dotdigital/errors';
import type { DotdigitalAccount } from '../../dotdigital/types';

/** Answers that say the same: nobody of that address can be mailed through the book. */
const ALREADY_OUT = new Set([
  'ERROR_CONTACT_SUPPRESSED',
  'ERROR_CONTACT_SUPPRESSEDFORADDRESSBOOK',
  'ERROR_CONTACT_NOT_FOUND',
]);

/**
 * Unsubscribes a person from a book at the vendor; done as well when the vendor has nobody of that
 * address there to mail. @throws VendorError for anything else.
 */
export const unsubscribeAtVendor = async (
  account: DotdigitalAccount,
  bookRemoteId: number,
  email: string,
  signal?: AbortSignal
): Promise<void> => {
  try {
    await account.contacts.unsubscribeFromBook(bookRemoteId, email, signal ? { signal } : {});
  } catch (error) {
    if (!isVendorError(error, 'rejected') || !ALREADY_OUT.has(error.code ?? '')) throw error;
  }
};
