import type { AccountControl, ImportDetails } from '../control/account-control';
import type { SandboxControl } from '../control/control';
import type { Credentials } from '../world';
import { campaignLevers, campaignsSection } from './campaigns';
import { html, row, table, time, type Html } from './html';
import { leverSections, switchSection } from './levers';
import { button, page, statusMark } from './shell';
import { signOnLevers, signOnSection } from './sign-on';

const SHOWN = 50;

/** The front page: what the account holds, what happened to it, and every lever. */
export const overviewPage = (control: SandboxControl, credentials: Credentials): string => {
  const counts = control.counts();
  const subtitle = html`Account ${control.accountId} · ${counts.contacts} contacts,
    ${counts.suppressed} of them suppressed · sandbox time ${time(counts.now)} UTC · user
    <code>${credentials.username}</code>, password <code>${credentials.password}</code>`;
  return page(
    'Dotdigital sandbox',
    subtitle,
    html`${booksSection(control)}${campaignsSection(control)}${importsSection(control)}${removalsSection(
      control
    )}${signOnSection(control)}${callsSection(control)}${campaignLevers(control)}${leverSections(
      control.books()
    )}${signOnLevers()}${suppressedSection(control)}${switchSection(control.switches())}`
  );
};

const booksSection = (account: AccountControl): Html =>
  html`<section>
    <h2>Address books</h2>
    ${table(
      ['Name', 'Id', 'Visibility', 'Contacts', ''],
      account
        .books()
        .map(({ id, name, visibility, contacts }) =>
          row(
            html`<a href="/?book=${id}">${name}</a>`,
            id,
            visibility,
            contacts,
            contacts > 0 ? button('Send a campaign', 'sendNewCampaign', { bookIds: [id] }) : ''
          )
        ),
      'No books.'
    )}
    <form method="get" action="/">
      <label style="display:inline-block"
        >Find a contact <input name="contact" placeholder="ada@example.com" />
      </label>
      <button class="quiet">Show</button>
    </form>
  </section>`;

const importsSection = (account: AccountControl): Html => {
  const newest = account.imports().slice(-SHOWN).reverse();
  return html`<section>
    <h2>Imports</h2>
    ${table(
      [
        'Started',
        'Status',
        'Book',
        'File',
        'Rows',
        'New',
        'Updated',
        'Faults',
        'Merge option',
        'Id',
      ],
      newest.map(importRow),
      'No imports yet.'
    )}
  </section>`;
};

const importRow = (job: ImportDetails): Html =>
  row(
    time(job.startedAt),
    statusMark(job.status),
    job.bookIds.join(', '),
    `${job.fileName ?? '(JSON)'}, ${Math.ceil(job.bytes / 1000)} kB`,
    job.rows,
    job.report?.newContacts ?? '',
    job.report?.updatedContacts ?? '',
    job.report ? job.faults.length : '',
    job.mergeOption,
    html`<code>${job.id}</code>`
  );

const removalsSection = (account: AccountControl): Html =>
  html`<section>
    <h2>Removals</h2>
    ${table(
      ['Started', 'Status', 'Book', 'Contacts', 'Id'],
      account
        .removals()
        .slice(-SHOWN)
        .reverse()
        .map(({ id, status, bookId, contacts, startedAt }) =>
          row(
            time(startedAt),
            statusMark(status),
            bookId,
            contacts === 'all' ? 'all' : contacts.length,
            html`<code>${id}</code>`
          )
        ),
      'No removals yet.'
    )}
  </section>`;

const callsSection = (control: SandboxControl): Html => {
  const { total, reads, writes, byEndpoint, log } = control.calls();
  return html`<section>
      <h2>Calls: ${total} (${reads} reading, ${writes} writing)</h2>
      ${table(
        ['Endpoint', 'Calls'],
        Object.entries(byEndpoint).map(([endpoint, count]) => row(endpoint, count)),
        'No calls yet.'
      )}
    </section>
    <section>
      <h2>The last ${SHOWN} calls</h2>
      ${table(
        ['Time', 'Status', 'Call', 'ms', 'Bytes sent', 'Account'],
        log
          .slice(-SHOWN)
          .reverse()
          .map((call) =>
            row(
              time(call.at),
              call.status === 0 ? 'dropped' : call.status,
              `${call.method} ${call.path}`,
              call.milliseconds,
              call.bytes,
              call.accountId ?? 'none'
            )
          ),
        'No calls yet.'
      )}
    </section>`;
};

const suppressedSection = (account: AccountControl): Html =>
  html`<section>
    <h2>Suppressed in the account (last ${SHOWN})</h2>
    ${table(
      ['E-mail', 'Reason', 'Since'],
      account
        .suppressed()
        .slice(-SHOWN)
        .reverse()
        .map(({ email, reason, at }) => row(contactLink(email), statusMark(reason), time(at))),
      'Nobody.'
    )}
  </section>`;

export const contactLink = (email: string): Html =>
  html`<a href="/?contact=${encodeURIComponent(email)}">${email}</a>`;
