import { html, type Html } from '../page/html';
import { page } from '../page/shell';
import type { Person } from './grants';

const form = (fields: Html): string =>
  page(
    'Dotdigital sandbox: sign in',
    html`Stand-in for the vendor's sign-in`,
    html`<section>${fields}</section>`
  );

export const signInPage = (problem: string | null): string =>
  form(
    html`<h2>Sign in</h2>
      ${problem === null ? html`` : html`<p role="alert" class="status-other">${problem}</p>`}
      <form method="post" class="lever" style="max-width: 24rem">
        <input type="hidden" name="step" value="sign-in" />
        <label>E-mail<input name="email" type="email" autocomplete="username" /></label>
        <label
          >Password<input name="password" type="password" autocomplete="current-password"
        /></label>
        <button>Sign in</button>
      </form>`
  );

export const consentPage = ({ name, email }: Person, site: string): string =>
  form(
    html`<h2>Allow access?</h2>
      <p>${site} asks to sign you in to your account as ${name} (${email}).</p>
      <form method="post">
        <input type="hidden" name="step" value="consent" />
        <button name="answer" value="allow">Allow</button>
        <button name="answer" value="refuse" class="quiet">Refuse</button>
      </form>`
  );

export const wrongRequestPage = (problem: string): string =>
  form(
    html`<h2>This sign-in cannot go on</h2>
      <p role="alert">${problem}</p>`
  );

/** What the frame of a site shows. */
export const applicationPage = ({ name, email }: Person, account: string): string =>
  page(
    'Dotdigital sandbox: application',
    html`Account ${account}`,
    html`<section>
      <h2>Campaigns</h2>
      <p>Signed in as <strong>${name}</strong> (${email}).</p>
      <p class="empty">The real application shows its dashboard here.</p>
    </section>`
  );

export const expiredPage = (): string =>
  page(
    'Dotdigital sandbox: application',
    html`Nobody is signed in`,
    html`<section>
      <h2>Your session has expired</h2>
      <p>This link signs nobody in any more.</p>
    </section>`
  );
