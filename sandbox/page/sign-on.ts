import type { AccountControl } from '../control/account-control';
import { html, row, table, type Html } from './html';
import { group, lever } from './levers';
import { button } from './shell';

/** Who let a site in, without their tokens. */
export const signOnSection = (account: AccountControl): Html =>
  html`<section>
    <h2>Single sign-on</h2>
    ${table(
      ['Person', 'Site', ''],
      account
        .grants()
        .map(({ email, clientId }) =>
          row(email, clientId, button('Withdraw', 'revokeGrants', { email }))
        ),
      'Nobody is connected.'
    )}
  </section>`;

export const signOnLevers = (): Html =>
  group('Single sign-on', [
    lever('Register a site', 'addClient', [
      { name: 'clientId', label: 'Client id' },
      { name: 'clientSecret', label: 'Client secret' },
      { name: 'callback', label: 'Callback (empty: any)' },
    ]),
    lever('Add somebody who can sign in', 'addPerson', [
      { name: 'email', label: 'E-mail', placeholder: 'ada@example.com' },
      { name: 'password', label: 'Password' },
      { name: 'name', label: 'Name' },
    ]),
    lever(
      'Withdraw access',
      'revokeGrants',
      [{ name: 'email', label: 'E-mail (empty: everybody)' }],
      'Withdraw'
    ),
  ]);
