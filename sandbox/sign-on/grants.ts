import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import type { Switches } from '../switches';

/** A site the vendor lets people sign on from. */
export type Client = {
  /** As handed out: percent-encoded already, such as `…%3d`. */
  id: string;
  secret: string;
  /** The registered callback; null takes any. */
  callback: string | null;
  accountId: number;
};

/** Somebody who can sign in to the application. */
export type Person = { email: string; password: string; name: string; accountId: number };

type Code = { client: Client; person: Person; callback: string; expiresAt: number };
type Refresh = { client: Client; person: Person; expiresAt: number };
type Access = { person: Person; expiresAt: number; used: boolean };

export type TokenPair = { access_token: string; refresh_token?: string; expires_in: number };

/** Why the token endpoint says no: a word of OAuth and a sentence. */
export class Refusal extends Error {
  constructor(
    readonly error: string,
    description: string
  ) {
    super(description);
  }
}

const CODE_MS = 10 * 60_000;

const secret = (): string => randomBytes(24).toString('base64url');

const decoded = (id: string): string => {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
};

/** Clients, people, and the codes and tokens they got. */
export class SignOnGrants {
  #clients = new Map<string, Client>();
  #people = new Map<string, Person>();
  #sessions = new Map<string, Person>();
  #codes = new Map<string, Code>();
  #refreshTokens = new Map<string, Refresh>();
  #accessTokens = new Map<string, Access>();

  constructor(
    private readonly clock: Clock,
    private readonly switches: Switches
  ) {}

  addClient(client: Client): void {
    this.#clients.set(decoded(client.id), client);
  }

  addPerson(person: Person): void {
    this.#people.set(person.email.toLowerCase(), person);
  }

  /** The client of an address, where its id stands decoded once. */
  clientOfAddress(id: string): Client | undefined {
    return this.#clients.get(id);
  }

  /** A session's name for the cookie, or null for a wrong password. */
  signIn(email: string, password: string): string | null {
    const person = this.#people.get(email.trim().toLowerCase());
    if (!person || person.password !== password) return null;
    const session = secret();
    this.#sessions.set(session, person);
    return session;
  }

  personOfSession(session: string | undefined): Person | undefined {
    return session === undefined ? undefined : this.#sessions.get(session);
  }

  createCode(client: Client, person: Person, callback: string): string {
    const code = secret();
    this.#codes.set(code, { client, person, callback, expiresAt: this.clock.now() + CODE_MS });
    return code;
  }

  /** @throws Refusal */
  tokens(form: URLSearchParams): TokenPair {
    const client = this.#clients.get(decoded(form.get('client_id') ?? ''));
    if (!client || client.secret !== form.get('client_secret'))
      throw new Refusal('invalid_client', 'The client id or the client secret is wrong.');
    const type = form.get('grant_type');
    if (type === 'authorization_code') return this.#exchange(client, form);
    if (type === 'refresh_token') return this.#renew(client, form.get('refresh_token') ?? '');
    throw new Refusal('unsupported_grant_type', `There is no grant type ${type}.`);
  }

  /** Who a token signs in, if anybody. */
  enter(token: string): Person | null {
    const access = this.#accessTokens.get(token);
    if (!access || access.expiresAt <= this.clock.now()) return null;
    if (access.used && this.switches.accessTokenUse === 'once') return null;
    access.used = true;
    return access.person;
  }

  /** Somebody withdraws what sites were allowed; without an e-mail everybody of the account does. */
  revoke(accountId: number, email?: string): void {
    for (const tokens of [this.#refreshTokens, this.#accessTokens, this.#codes])
      for (const [token, { person }] of tokens as Map<string, { person: Person }>) {
        const isTheirs = email === undefined || person.email.toLowerCase() === email.toLowerCase();
        if (person.accountId === accountId && isTheirs) tokens.delete(token);
      }
  }

  /** Refresh tokens that are good now, by person. */
  list(accountId: number): { email: string; clientId: string; refreshToken: string }[] {
    return [...this.#refreshTokens]
      .filter(([, { person, expiresAt }]) => {
        return person.accountId === accountId && expiresAt > this.clock.now();
      })
      .map(([refreshToken, { person, client }]) => ({
        email: person.email,
        clientId: client.id,
        refreshToken,
      }));
  }

  clear(): void {
    for (const table of [
      this.#clients,
      this.#people,
      this.#sessions,
      this.#codes,
      this.#refreshTokens,
      this.#accessTokens,
    ])
      table.clear();
  }

  #exchange(client: Client, form: URLSearchParams): TokenPair {
    const key = form.get('code') ?? '';
    const code = this.#codes.get(key);
    this.#codes.delete(key);
    if (!code || code.client !== client || code.expiresAt <= this.clock.now())
      throw new Refusal('invalid_grant', 'The authorization code is invalid, used or expired.');
    if (code.callback !== form.get('redirect_uri'))
      throw new Refusal('invalid_grant', 'The redirect_uri is not the one of the authorization.');
    return {
      ...this.#access(code.person),
      refresh_token: this.#refresh(client, code.person),
    };
  }

  #renew(client: Client, token: string): TokenPair {
    const refresh = this.#refreshTokens.get(token);
    if (!refresh || refresh.client !== client || refresh.expiresAt <= this.clock.now())
      throw new Refusal('invalid_grant', 'The refresh token is invalid, expired or revoked.');
    if (!this.switches.refreshTokenRotation) return this.#access(refresh.person);
    this.#refreshTokens.delete(token);
    return {
      ...this.#access(refresh.person),
      refresh_token: this.#refresh(client, refresh.person),
    };
  }

  #access(person: Person): TokenPair {
    const token = secret();
    const seconds = this.switches.accessTokenSeconds;
    const expiresAt = this.clock.now() + seconds * 1000;
    this.#accessTokens.set(token, { person, expiresAt, used: false });
    return { access_token: token, expires_in: seconds };
  }

  #refresh(client: Client, person: Person): string {
    const token = secret();
    const seconds = this.switches.refreshTokenSeconds;
    const expiresAt = seconds === 0 ? Infinity : this.clock.now() + seconds * 1000;
    this.#refreshTokens.set(token, { client, person, expiresAt });
    return token;
  }
}
