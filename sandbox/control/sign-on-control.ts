import type { Account, World } from '../world';

/** Single sign-on of one account: who may come from where, and what is withdrawn. */
export const createSignOnControl = (world: World, account: Account) => ({
  /** Registers a site, or gives it another secret or callback. Without callback any is taken. */
  addClient: (id: string, secret: string, callback: string | null = null): void =>
    world.signOn.addClient({ id, secret, callback, accountId: account.id }),
  /** Somebody who can sign in to the application, or their new password. */
  addPerson: (email: string, password: string, name: string): void =>
    world.signOn.addPerson({ email, password, name, accountId: account.id }),
  /** What a person (or everybody) allowed is over: their tokens are worth nothing. */
  revokeGrants: (email?: string): void => world.signOn.revoke(account.id, email),
  /** Refresh tokens that are good. */
  grants: () => world.signOn.list(account.id),
});
