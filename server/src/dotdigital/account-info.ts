import type { Caller } from './caller';
import type { Endpoint } from './endpoint';
import { regionOf, type Hosts } from './hosts';
import { accountSchema } from './schemas';
import type { AccountInfo, Call } from './types';

/** Answered by every region, which is how the right one is found. */
const ACCOUNT_INFO: Endpoint = {
  method: 'GET',
  path: 'account-info',
  kind: 'read',
  repeat: 'always',
};

/**
 * Asks who the account is and where it lives.
 * @param entry the address asked, which is the account's own where the answer names none.
 * @throws VendorError; HostNotAllowedError when the answer points outside the allow-list.
 */
export const readAccountInfo = async (
  caller: Caller,
  { hosts, entry }: { hosts: Hosts; entry: string },
  call?: Call
): Promise<AccountInfo> => {
  const { value } = await caller.json({ endpoint: ACCOUNT_INFO }, accountSchema, call);
  const property = (name: string): string | null => {
    const found = value.properties?.find((entry) => entry.name.toLowerCase() === name);
    return typeof found?.value === 'string' && found.value.trim() ? found.value.trim() : null;
  };
  const endpoint = hosts.base(property('apiendpoint') ?? entry);
  return { accountId: value.id, name: property('name'), endpoint, region: regionOf(endpoint) };
};
