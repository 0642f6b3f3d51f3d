import { useQueryParams } from '@strapi/strapi/admin';
import { useEffect, useState } from 'react';
import { useDotmailerRecipientsQuery } from '../../api/campaigns';
import { recipientFilters } from '../../../../contracts/campaigns';

const PAGE_SIZE = 20;

/**
 * One page of recipients, by key: forward with the server's `after`, back through the keys that led here.
 * Search and filter stand in the address, and a change of either starts at the first page.
 */
export const useRecipients = (campaignId: number) => {
  const [{ query }] = useQueryParams<{ _q?: string; did?: string }>();
  const search = query._q?.trim() || undefined;
  const did = recipientFilters.find((known) => known === query.did);
  const [keys, setKeys] = useState<string[]>([]);

  useEffect(() => setKeys([]), [campaignId, search, did]);

  const after = keys[keys.length - 1];
  const recipients = useDotmailerRecipientsQuery(
    { id: campaignId, search, did, after, pageSize: PAGE_SIZE },
    { refetchOnMountOrArgChange: true }
  );
  const { currentData, data } = recipients;
  // While a page is on its way the one before it says so: a button that is disabled loses the focus.
  const next = (currentData ?? data)?.after ?? null;
  const goNext = () => (currentData?.after ? setKeys([...keys, currentData.after]) : undefined);
  return {
    recipients,
    narrowed: { search, did },
    isNarrowed: search !== undefined || did !== undefined,
    page: keys.length + 1,
    toNext: next === null ? null : goNext,
    toPrevious: keys.length ? () => setKeys(keys.slice(0, -1)) : null,
  };
};
