import { startSandbox, type Sandbox } from '../../sandbox';
import type { DemoOptions, OwnAccount } from './options';

/** The Dotdigital account of the demo, and how to leave it. */
export type Account = OwnAccount & {
  /** Page of the sandbox; null for somebody's own account. */
  page: string | null;
  /** What the sandbox can be made to do; null for somebody's own account. */
  control: Sandbox['control'] | null;
  /** Its single sign-on; null for somebody's own account. */
  signOn: Sandbox['signOn'] | null;
  close(): Promise<void>;
};

/** Somebody's own account when the environment names one, else a sandbox on a free port. */
export const openAccount = async ({ account }: DemoOptions): Promise<Account> => {
  if (account)
    return { ...account, page: null, control: null, signOn: null, close: async () => {} };
  const sandbox = await startSandbox();
  return {
    entryUrl: sandbox.url,
    ...sandbox.credentials,
    allowedHosts: Object.values(sandbox.regions).map((url) => new URL(url).host),
    page: sandbox.url,
    control: sandbox.control,
    signOn: sandbox.signOn,
    close: sandbox.close,
  };
};
