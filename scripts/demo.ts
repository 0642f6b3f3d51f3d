import { seedPlayground } from '../playground/scripts/seed';
import { openAccount, type Account } from './demo/account';
import { NO_CAMPAIGNS, tellCampaign } from './demo/campaign';
import { readOptions, USAGE, type DemoOptions } from './demo/options';
import { createPluginApi } from './demo/plugin-api';
import { chapter, line, reserveStandardOutput, table } from './demo/screen';
import { ADMIN, startSite, type Site } from './demo/site';
import { checkAgreement, tellStory, type Stage } from './demo/story';
import { showSummary, summarise, type Summary } from './demo/summary';
import { deleteBook } from './demo/vendor-book';
import { openVendorHttp } from './demo/vendor-http';
import { waitForRun, waitUntilUpToDate } from './demo/waiting';

const LIST = 'All contacts';

const connectList = async (site: Site, account: Account): Promise<Stage> => {
  const api = createPluginApi(site);
  chapter('Connecting a marketing list to an address book');
  const found = await api.checkConnection(account);
  line(`Check Connection: account ${found.accountName ?? found.accountId}, region ${found.region}`);
  const integration = await api.createIntegration('Demo account', account, account.signOn);
  await waitForRun(api, 0);
  const book = await api.createBook(integration.id, `Strapi demo ${timestamp()}`);
  line(`Address book "${book.name}" created at Dotdigital`);
  const listId = await api.createList(LIST);
  line(`Marketing list "${LIST}": every contact of the playground`);
  await api.connect(listId, integration.id, book.id);
  const vendor = await openVendorHttp(account);
  return { site, api, vendor, listId, remoteBookId: book.remoteId };
};

const timestamp = () => new Date().toISOString().slice(0, 19).replace('T', ' ');

const firstSynchronisation = async ({ api, listId }: Stage): Promise<number> => {
  chapter('First synchronisation');
  const started = performance.now();
  await waitUntilUpToDate(api, listId);
  return (performance.now() - started) / 1000;
};

const studioRow = ({ email, password }: { email: string; password: string }): [string, string] => [
  'Email Studio',
  `Connect, then sign in to the stand-in with ${email} / ${password}`,
];

const showAddresses = (site: Site, account: Account, { listId }: Stage) => {
  chapter('Open in a browser');
  table([
    ['Strapi', `${site.url}/admin`],
    ['Sign in with', `${ADMIN.email} / ${ADMIN.password}`],
    [
      'The list',
      `${site.url}/admin/content-manager/collection-types/plugin::dotmailer.marketing-list/${listId}`,
    ],
    ['The plugin', `${site.url}/admin/plugins/dotmailer`],
    account.page
      ? ['Dotdigital', `${account.page} (stand-in)`]
      : ['Dotdigital', 'your own account'],
    ...(account.signOn ? [studioRow(account.signOn)] : []),
  ]);
};

type Finish = () => Promise<void>;
type Played = { summary: Summary; showAddresses: () => void };

/** Plays the demo; whatever it opened is added to `opened`, to be closed last to first. */
const play = async (options: DemoOptions, opened: Finish[]): Promise<Played> => {
  const account = await openAccount(options);
  opened.push(account.close);
  if (account.page) line(`Dotdigital stand-in: ${account.page}`);
  chapter('Starting Strapi on a fresh database');
  const site = await startSite(account);
  opened.push(site.stop);
  line(`${site.url}/admin`);
  const seeded = await seedPlayground(site.strapi, { contacts: options.contacts });
  line(`${seeded.contacts} contacts of ${seeded.companies} companies, and others`);

  const stage = await connectList(site, account);
  if (options.account && options.once && !options.keep) {
    opened.push(async () => {
      await deleteBook(stage.vendor, stage.remoteBookId);
      line('The address book of the demo was deleted.');
    });
  }
  const seconds = await firstSynchronisation(stage);
  await tellStory(stage);
  const campaigns = account.control ? await tellCampaign(stage, account.control) : NO_CAMPAIGNS;
  const agree = await checkAgreement(stage);
  const { connection } = await stage.api.status(stage.listId);
  if (!connection) throw new Error('The list is not connected any more');
  const summary = await summarise(stage.api, connection.counts, {
    contacts: options.contacts,
    seconds,
    agree,
    campaigns,
  });
  showSummary(summary, connection.counts);
  return { summary, showAddresses: () => showAddresses(site, account, stage) };
};

/** Ctrl-C reaches this process and the one that started it; the second one changes nothing. */
const interruption = () =>
  new Promise<null>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => resolve(null));
  });

/** Answers the exit code: 0 when both sides agree, or when somebody looked and pressed Ctrl-C. */
const run = async (options: DemoOptions): Promise<number> => {
  const print = options.json ? reserveStandardOutput() : null;
  const opened: Finish[] = [];
  const interrupted = interruption();
  try {
    const played = await Promise.race([play(options, opened), interrupted]);
    if (!played) return 1;
    print?.(`${JSON.stringify(played.summary)}\n`);
    const { agree, campaigns } = played.summary;
    if (options.once) return agree && campaigns.agree ? 0 : 1;
    played.showAddresses();
    line('Ctrl-C ends the demo.');
    await interrupted;
    return 0;
  } finally {
    for (const close of opened.reverse()) await close();
  }
};

const main = async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help')) return line(USAGE);
  process.exit(await run(readOptions(args, process.env)));
};

main().catch((error: unknown) => {
  process.stderr.write(`\nThe demo failed: ${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
