import type { AccountControl, ContactDetails } from '../control/account-control';
import { html, row, table, time, type Html } from './html';
import { contactLink } from './overview';
import { button, page, statusMark } from './shell';

const PAGE = 50;
const BACK = html`<a href="/">Back to the overview</a>`;

/** A book's members, page by page, with what can be done to each. */
export const bookPage = (account: AccountControl, bookId: number, skip: number): string => {
  const book = account.book(bookId, { skip, select: PAGE });
  const link = (text: string, at: number): Html =>
    html`<a href="/?book=${bookId}&amp;skip=${at}">${text}</a> `;
  const pager = html`<p>
    ${book.contacts === 0 ? 0 : skip + 1}–${skip + book.members.length} of ${book.contacts}
    ${skip > 0 ? link('Previous', Math.max(0, skip - PAGE)) : ''}
    ${skip + PAGE < book.contacts ? link('Next', skip + PAGE) : ''}
  </p>`;
  return page(
    book.name,
    html`Address book ${book.id}, ${book.visibility} · ${BACK}`,
    html`<section>
        <h2>Contacts</h2>
        ${table(
          ['E-mail', 'Status', 'Data fields', ''],
          book.members.map((contact) => memberRow(contact, bookId)),
          'Nobody is in this book.'
        )}${pager}
      </section>
      <section>
        <h2>Unsubscribed from this book</h2>
        ${table(
          ['E-mail', 'Since'],
          book.unsubscribed
            .slice(-PAGE)
            .reverse()
            .map(({ email, at }) => row(contactLink(email), time(at))),
          'Nobody.'
        )}
      </section>`
  );
};

const memberRow = (contact: ContactDetails, bookId: number): Html => {
  const { email } = contact;
  return row(
    contactLink(email),
    statusMark(contact.status),
    fieldsText(contact),
    html`${button('Unsubscribe', 'unsubscribe', { email, bookId })}${button(
      'Take off',
      'takeOffBook',
      {
        email,
        bookId,
      }
    )}${button('Hard-bounce', 'hardBounce', { email })}`
  );
};

const fieldsText = ({ dataFields }: ContactDetails): string =>
  Object.entries(dataFields)
    .map(([key, value]) => `${key}: ${String(value)}`)
    .join(', ');

/** One contact, whatever its status. */
export const contactPage = (account: AccountControl, email: string): string => {
  const contact = account.contact(email);
  return page(
    email,
    html`${contact ? `Contact ${contact.id}` : 'Unknown to this account'} · ${BACK}`,
    contact ? contactSection(contact) : html``
  );
};

const contactSection = (contact: ContactDetails): Html => {
  const { email } = contact;
  return html`<section>
    <h2>${email}</h2>
    ${table(
      ['What', 'Value'],
      [
        row('Status', statusMark(contact.status)),
        row('Opt-in type', contact.optInType),
        row('E-mail type', contact.emailType),
        row('Data fields', fieldsText(contact)),
        row(
          'Books',
          contact.bookIds.map((id) => html`<a href="/?book=${id}">${id}</a> `)
        ),
        row('Created', time(contact.created)),
        row('Modified', time(contact.modified)),
      ],
      ''
    )}
    <p>
      ${button('Unsubscribe from everything', 'unsubscribe', { email })}
      ${button('Suppress', 'suppress', { email })} ${button('Hard-bounce', 'hardBounce', { email })}
      ${button('Make subscribed', 'setStatus', { email, status: 'Subscribed' })}
    </p>
  </section>`;
};
