/**
 * The vendor's stand-in: a stand-alone HTTP server built from the vendor's documents. Two regions
 * listen on two ports of the loopback interface; beside the API there is `/control` and a page at `/`.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerControl } from './control/api';
import { clear, createControl, type SandboxControl } from './control/control';
import { answerApi } from './http/api';
import type { Speed } from './imports/wait';
import type { Visibility } from './model';
import { answerPage } from './page/page';
import { answerSignOn, isSignOn } from './sign-on/answer';
import {
  addAccount,
  createWorld,
  REGIONS,
  type Credentials,
  type Region,
  type World,
} from './world';

export type { SandboxControl } from './control/control';
export type {
  AccountControl,
  BookDetails,
  ContactDetails,
  ImportDetails,
} from './control/account-control';
export type { CampaignDetails } from './control/campaign-control';

type SandboxSeed = {
  accountName?: string;
  books?: { name: string; visibility?: Visibility; contacts?: number }[];
};

export type SandboxOptions = {
  /** Port of region r1; 0 (default) takes a free one. */
  port?: number;
  /** Interface to listen on; 127.0.0.1 by default. */
  host?: string;
  /** How long imports take; 300 ms by default. */
  importSpeed?: Speed;
  credentials?: Credentials;
  seed?: SandboxSeed;
};

export type Sandbox = {
  /** Origin of region r1, where every client starts: no slash at the end. */
  url: string;
  port: number;
  /** Origin of each region. */
  regions: Record<Region, string>;
  credentials: Credentials;
  /** Single sign-on of the first account: a registered site, and somebody who can sign in. */
  signOn: typeof SIGN_ON;
  control: SandboxControl;
  close(): Promise<void>;
};

const DEFAULT_CREDENTIALS: Credentials = {
  username: 'apiuser-0123456789ab@apiconnector.com',
  password: 'Sandbox-password-1',
};
/** Ids are handed out percent-encoded. */
const SIGN_ON = {
  clientId: 'c2FuZGJveC1zaXRl%3d',
  clientSecret: 'Sandbox-client-secret-1',
  email: 'sender@sandbox.example',
  password: 'Sandbox-person-1',
  name: 'Sandy Sender',
};
const FIRST_ACCOUNT = 4242;

/** Starts a sandbox with one account (of region r1) and resolves once it listens. */
export const startSandbox = async (options: SandboxOptions = {}): Promise<Sandbox> => {
  const credentials = options.credentials ?? DEFAULT_CREDENTIALS;
  const host = options.host ?? '127.0.0.1';
  const world = createWorld();
  const build = (): void => seedWorld(world, credentials, options);
  build();
  const control = createControl(world, build);
  const servers: Server[] = [];
  for (const region of REGIONS) {
    const server = createRegion(world, region, control, credentials);
    await listen(server, region === 'r1' ? (options.port ?? 0) : 0, host);
    world.ports[region] = (server.address() as AddressInfo).port;
    servers.push(server);
  }
  const origin = (region: Region): string => `http://127.0.0.1:${world.ports[region]}`;
  return {
    url: origin('r1'),
    port: world.ports.r1,
    regions: { r1: origin('r1'), r2: origin('r2') },
    credentials,
    signOn: SIGN_ON,
    control,
    close: async () => {
      clear(world);
      await Promise.all(servers.map(close));
    },
  };
};

const seedWorld = (world: World, credentials: Credentials, options: SandboxOptions): void => {
  const account = addAccount(world, {
    id: FIRST_ACCOUNT,
    name: options.seed?.accountName ?? 'Sandbox',
    region: 'r1',
    credentials,
  });
  const { clientId, clientSecret, email, password, name } = SIGN_ON;
  const accountId = account.id;
  world.signOn.addClient({ id: clientId, secret: clientSecret, callback: null, accountId });
  world.signOn.addPerson({ email, password, name, accountId });
  if (options.importSpeed) account.imports.speed = options.importSpeed;
  for (const { name, visibility, contacts } of options.seed?.books ?? []) {
    const book = account.store.createBook(name, visibility ?? 'Private');
    for (let number = 1; number <= (contacts ?? 0); number += 1) {
      const contact = account.store.createContact(`book${book.id}-${number}@example.com`);
      account.store.addToBook(contact, book, { touches: false });
    }
  }
};

const createRegion = (
  world: World,
  region: Region,
  control: SandboxControl,
  credentials: Credentials
): Server => {
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (path.startsWith('/control/')) void answerControl(control, request, response);
    else if (isSignOn(request.url ?? '/')) void answerSignOn(world, request, response);
    else if (path === '/') answerPage(control, credentials, request, response);
    else if (path === '/favicon.ico') response.writeHead(204).end();
    else void answerApi(world, region, request, response);
  });
  server.keepAliveTimeout = 60_000;
  return server;
};

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
