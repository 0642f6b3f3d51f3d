import { notFound, Problem } from '../../core/problem';
import { isReservedBook } from '../../core/reserved-books';
import { isVendorError, OUTCOME_UNKNOWN, type VendorError } from '../../dotdigital/errors';
import type { DotdigitalAccount, RemoteAddressBook } from '../../dotdigital/types';
import type { AddressBook } from '../../store/address-books';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { listedBook } from '../import/address-books';
import { accountOf } from '../integrations/account-of';
import { credentialsRefused } from '../integrations/credentials-refused';

type NewAddressBook = { integrationId: number; name: string; visibility: string };

/**
 * Creates an address book: at the vendor first, then here. What the vendor refuses leaves nothing behind.
 * @throws Problem NAME_RESERVED or NAME_TAKEN next to `name`, INTEGRATION_INACTIVE, SYNC_OFF, or the vendor's reason.
 */
export const createAddressBook = async (
  deps: Deps,
  { integrationId, name, visibility }: NewAddressBook
): Promise<AddressBook> => {
  const { addressBooks, integrations } = deps.repositories;
  const integration = await integrations.find(integrationId);
  if (!integration) throw notFound('The integration');
  demandWorking(deps, integration);
  if (isReservedBook(name))
    throw new Problem('NAME_RESERVED', `Dotdigital keeps the name “${name}” for itself`, 'name');

  const remote = await createRemote(deps, integration, { name, visibility });
  await addressBooks.upsert(integrationId, [listedBook(remote)], deps.clock.now());
  const created = await addressBooks.findByRemote(integrationId, remote.id);
  if (!created) throw notFound('The address book');
  return created;
};

const demandWorking = (deps: Deps, { active, state }: Integration): void => {
  if (!deps.config.sync)
    throw new Problem('SYNC_OFF', 'Synchronisation is switched off in this environment');
  if (!active) throw new Problem('INTEGRATION_INACTIVE', 'This integration is inactive');
  if (state === 'needs-site-answer')
    throw new Problem(
      'INTEGRATION_INACTIVE',
      'This integration waits for the answer whether this site is a copy'
    );
};

const createRemote = async (
  deps: Deps,
  integration: Integration,
  book: { name: string; visibility: string }
): Promise<RemoteAddressBook> => {
  const account = accountOf(deps, integration);
  try {
    return await account.addressBooks.create(book);
  } catch (error) {
    if (isVendorError(error, 'authentication')) await credentialsRefused(deps, integration);
    if (isVendorError(error, 'rejected')) throw nameProblem(error);
    if (isVendorError(error) && error.code === OUTCOME_UNKNOWN) {
      const found = await findByName(deps, integration, account, book.name);
      if (found) return found;
    }
    throw error;
  }
};

/** A book whose creation was not answered, if the vendor made it: unknown here, with this name. */
const findByName = async (
  deps: Deps,
  { id }: Integration,
  account: DotdigitalAccount,
  name: string
): Promise<RemoteAddressBook | undefined> => {
  const known = await deps.repositories.addressBooks.ofIntegration(id);
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
