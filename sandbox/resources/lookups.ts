/** Finding what a path or a body names, and refusing what is not there, in the vendor's words. */
import { contactNotFound, refusal } from '../http/api-error';
import type { Campaign } from '../campaigns/campaign';
import type { Call } from '../http/router';
import type { Book, Contact } from '../model';

/** Books as lists show them: `Test` is among them, `All Contacts` only when the switch says so. */
export const listedBooks = ({ account, world }: Call): Book[] => {
  const { store } = account;
  return [...store.books.values()].filter(
    (book) => book !== store.allContactsBook || world.switches.allContactsListed
  );
};

export const bookInPath = (call: Call): Book => {
  const id = Number(call.params.addressBookId ?? call.params.id);
  const book = call.account.store.books.get(id);
  if (!book) throw refusal(404, 'ERROR_ADDRESSBOOK_NOT_FOUND');
  return book;
};

export const refuseReserved = (book: Book): void => {
  if (book.reserved) {
    throw refusal(
      400,
      'ERROR_ADDRESSBOOK_NOTWRITABLE',
      'Address book cannot be written to via the API.'
    );
  }
};

/** By `{contactId}` or `{id}`; suppressed contacts are not found that way unless the switch says so. */
export const contactInPath = ({ params, account, world }: Call): Contact => {
  const { store } = account;
  const id = Number(params.contactId ?? params.id);
  const contact =
    world.switches.suppressedById === 'shown' ? store.contactById(id) : store.listed.get(id);
  if (!contact) throw contactNotFound();
  return contact;
};

export const campaignInPath = ({ params, account }: Call): Campaign => {
  const campaign = account.campaigns.get(Number(params.campaignId ?? params.id));
  if (!campaign) throw refusal(404, 'ERROR_CAMPAIGN_NOT_FOUND');
  return campaign;
};
