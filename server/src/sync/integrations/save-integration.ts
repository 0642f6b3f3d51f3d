import { notFound, Problem } from '../../core/problem';
import { publicSiteUrl } from '../../core/site-url';
import type { AccountInfo } from '../../dotdigital/types';
import type { Integration } from '../../store/integrations';
import type { Deps } from '../deps';
import { enqueueSync } from '../queue/enqueue';
import { credentialsToUse } from './check-connection';
import { demandEncryptionKey, demandSameAccount, verifyCredentials } from './credentials';
import { signOnChanged, signOnToStore, type SignOnInput } from './single-sign-on';

type IntegrationInput = {
  name: string;
  username: string;
  /** Blank or left out on an update: the stored one stays. */
  password?: string;
  active: boolean;
} & SignOnInput;

/**
 * Creates an integration after the vendor has accepted its credentials; an active one is synced at once.
 * @throws Problem NO_ENCRYPTION_KEY, INVALID, HOST_NOT_ALLOWED, ACCOUNT_TAKEN or the vendor's reason.
 */
export const createIntegration = async (
  deps: Deps,
  input: IntegrationInput & { password: string }
): Promise<Integration> => {
  demandEncryptionKey(deps);
  const signOn = signOnToStore(deps, input);
  const info = await verifyCredentials(deps, input);
  const created = await deps.repositories.integrations.create({
    name: input.name,
    username: input.username,
    passwordCipher: deps.secrets.encrypt(input.password),
    ...signOn,
    active: input.active,
    state: 'ready',
    accountId: info.accountId,
    ...accountFacts(info),
    siteUrl: publicSiteUrl(deps.siteUrl),
  });
  if (!created) throw await accountTaken(deps, info);
  if (created.clientId) await deps.refreshFrames();
  if (created.active) await queueSync(deps, created);
  return created;
};

/**
 * Changes an integration. The vendor is asked when credentials were typed or the integration is
 * switched on; a new name, or switching it off, needs no vendor.
 * @throws Problem NOT_FOUND, NO_ENCRYPTION_KEY, CREDENTIALS_UNREADABLE, INVALID, HOST_NOT_ALLOWED, OTHER_ACCOUNT
 * or the vendor's reason.
 */
export const updateIntegration = async (
  deps: Deps,
  id: number,
  input: IntegrationInput
): Promise<Integration> => {
  const { integrations } = deps.repositories;
  const stored = await integrations.find(id);
  if (!stored) throw notFound('The integration');

  const { name, username, active } = input;
  const signOn = signOnToStore(deps, input, stored);
  const verify =
    Boolean(input.password) || username !== stored.username || (active && !stored.active);
  const verified = verify ? await verifiedChange(deps, stored, input) : {};
  if (!(await integrations.update(id, { name, username, active, ...signOn, ...verified })))
    throw notFound('The integration');
  await signOnChanged(deps, id, { before: stored.clientId, after: signOn.clientId });

  const saved = await integrations.find(id);
  if (!saved) throw notFound('The integration');
  if (verify && saved.active && saved.state === 'ready') await queueSync(deps, saved);
  return saved;
};

/** What the vendor's yes changes: region and account name, a new password, and a refusal is over. */
const verifiedChange = async (deps: Deps, stored: Integration, input: IntegrationInput) => {
  demandEncryptionKey(deps);
  const { password, username } = input;
  const info = await verifyCredentials(deps, credentialsToUse(deps, stored, username, password));
  demandSameAccount(stored, info);
  return {
    ...accountFacts(info),
    ...(password ? { passwordCipher: deps.secrets.encrypt(password) } : {}),
    ...(stored.state === 'needs-credentials' ? { state: 'ready' as const } : {}),
    refusedAt: null,
    probedAt: null,
  };
};

const accountFacts = ({ name, endpoint, region }: AccountInfo) => ({
  accountName: name,
  endpoint,
  region,
});

const accountTaken = async (deps: Deps, { accountId }: AccountInfo): Promise<Problem> => {
  const other = await deps.repositories.integrations.findByAccount(accountId);
  return new Problem(
    'ACCOUNT_TAKEN',
    `Account ${accountId} is connected already, by the integration “${other?.name ?? ''}”.`,
    'username'
  );
};

const queueSync = (deps: Deps, { id }: Integration) =>
  enqueueSync(deps, { integrationId: id, trigger: 'credentials' });
