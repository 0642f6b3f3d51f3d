/** What the command line and the environment say about a demo. */
export type DemoOptions = {
  /** End after the story, with exit code 0 when both sides agree. */
  once: boolean;
  /** One JSON object on standard output. */
  json: boolean;
  /** Leave the demo's address book in somebody's own account. */
  keep: boolean;
  contacts: number;
  /** Somebody's own account; null means the sandbox. */
  account: OwnAccount | null;
};

export type OwnAccount = {
  entryUrl: string;
  username: string;
  password: string;
  allowedHosts: string[];
};

export const USAGE = `npm run demo [-- --once] [--json] [--keep] [--contacts N]

  --once        end after the story; exit code 0 when both sides agree, else 1
  --json        print one JSON object on standard output, everything else on standard error
  --keep        leave the address book in your own account (see below)
  --contacts N  number of generated contacts (2000)

With DOTMAILER_API_ENTRY_URL, DOTMAILER_USERNAME and DOTMAILER_PASSWORD in the environment the demo
uses that account instead of the sandbox (DOTMAILER_API_ALLOWED_HOSTS names a host that is not the
vendor's own).`;

const FLAGS = ['--once', '--json', '--keep'];

/** @throws Error for an unknown argument or a number that is none. */
export const readOptions = (
  args: string[],
  env: Record<string, string | undefined>
): DemoOptions => {
  const options: DemoOptions = {
    once: args.includes('--once'),
    json: args.includes('--json'),
    keep: args.includes('--keep'),
    contacts: 2000,
    account: readAccount(env),
  };
  for (let place = 0; place < args.length; place += 1) {
    const argument = args[place] ?? '';
    if (FLAGS.includes(argument)) continue;
    if (argument !== '--contacts') throw new Error(`Unknown argument: ${argument}`);
    place += 1;
    options.contacts = Number(args[place]);
  }
  if (!Number.isInteger(options.contacts) || options.contacts < 100) {
    throw new Error('--contacts needs a whole number of at least 100');
  }
  return options;
};

const readAccount = (env: Record<string, string | undefined>): OwnAccount | null => {
  const { DOTMAILER_API_ENTRY_URL: entryUrl, DOTMAILER_API_ALLOWED_HOSTS: hosts } = env;
  const { DOTMAILER_USERNAME: username, DOTMAILER_PASSWORD: password } = env;
  if (!entryUrl && !username && !password) return null;
  if (!entryUrl || !username || !password) {
    throw new Error(
      'DOTMAILER_API_ENTRY_URL, DOTMAILER_USERNAME and DOTMAILER_PASSWORD belong together'
    );
  }
  const allowedHosts = (hosts ?? '').split(',').map((host) => host.trim());
  return { entryUrl, username, password, allowedHosts: allowedHosts.filter(Boolean) };
};
