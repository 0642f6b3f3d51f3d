import { notFound, Problem } from '../../core/problem';
import { isReservedBook } from '../../core/reserved-books';
import { isVendorError, OUTCOME_UNKNOWN, type VendorError } from '../../dotdigital/errors';
import type { DotdigitalAccount, RemoteAddressBook } from '../../dotdigital/types';
import type { AddressBook } from '../../store/address-books';
import type { Deps } from '../deps';
import { listedBook } from '../import/address-books';
import { askVendor } from '../integrations/ask-vendor';

type NewAddressBook = { integrationId: number; name: string; visibility: string };

/**
 * Creates an address book: at the vendor first, then here. What the vendor refuses leaves nothing behind.
 * @throws Problem NAME_RESERVED or NAME_TAKEN next to `name`, INTEGRATION_INACTIVE, SYNC_OFF, or the vendor's reason.
 */
export const createAddressBook = async (
  deps: Deps,
  { integrationId, ...book }: NewAddressBook
): Promise<AddressBook> => {
  const { addressBooks } = deps.repositories;
  const remote = await askVendor(deps, integrationId, (account) => {
    if (isReservedBook(book.name))
      throw new Problem(
        'NAME_RESERVED',
        `Dotdigital keeps the name “${book.name}” for itself`,
        'name'
      );
    return createRemote(deps, integrationId, account, book);
  });
  await addressBooks.upsert(integrationId, [listedBook(remote)], deps.clock.now());
  const created = await addressBooks.findByRemote(integrationId, remote.id);
  if (!created) throw notFound('The address book');
  return created;
};

const createRemote = async (
  deps: Deps,
  integrationId: number,
  account: DotdigitalAccount,
  book: Omit<NewAddressBook, 'integrationId'>
): Promise<RemoteAddressBook> => {
  try {
    return await account.addressBooks.create(book);
  } catch (error) {
    if (isVendorError(error, 'rejected')) throw nameProblem(error);
    if (isVendorError(error) && error.code === OUTCOME_UNKNOWN) {
      const found = await findByName(deps, integrationId, account, book.name);
      if (found) return found;
    }
    throw error;
  }
};

/** A book whose creation was not answered, if the vendor made it: unknown here, with this name. */
const findByName = async (
  deps: Deps,
  integrationId: number,
  account: DotdigitalAccount,
  name: string
): Promise<RemoteAddressBook | undefined> => {
  const known = await deps.repositories.addressBooks.ofIntegration(integrationId);
  const knownIds = new Set(known.map((book) => book.remoteId));
  const listed = await account.addressBooks.list();
  return listed.find((book) => book.name === name && !knownIds.has(book.id));
};

const nameProblem = ({ code, message }: VendorError): Problem =>
  new Problem(
    code === 'ERROR_ADDRESSBOOK_DUPLICATE' ? 'NAME_TAKEN' : 'VENDOR_REJECTED',
    message,
    'name'
  );
