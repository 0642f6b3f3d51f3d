import type * as contract from '../../../contracts/campaigns';
import { campaignRates, totalsOf } from '../core/campaign-rates';
import type { NamedBook } from '../store/campaigns/campaign-books';
import type { CampaignEntry } from '../store/campaigns/campaign-page';
import type { Summary } from '../store/campaigns/campaign-summaries';
import type { Deps } from '../sync/deps';
import { isoOf } from './ids';

/** What is known of a campaign beside its own row. */
type Known = { books: NamedBook[]; summary: Summary | null };

/** Books and totals of each of these campaigns. */
export const knownOf = async (
  { repositories: { campaigns } }: Deps,
  entries: CampaignEntry[]
): Promise<(id: number) => Known> => {
  const ids = entries.map(({ id }) => id);
  const books = await campaigns.books.named(ids);
  const summaries = await campaigns.summaries.ofCampaigns(ids);
  return (id) => ({ books: books.get(id) ?? [], summary: summaries.get(id) ?? null });
};

const bookAnswer = ({ remoteId, name, listId, listName }: NamedBook): contract.CampaignBook => ({
  remoteId,
  name,
  list: listId === null ? null : { id: listId, name: listName ?? '' },
});

/** A campaign as the table shows it. */
export const rowAnswer = (
  entry: CampaignEntry,
  { books, summary }: Known
): contract.CampaignRow => {
  const figures = summary && totalsOf(summary.counts, summary.recipientsClicked);
  return {
    id: entry.id,
    integrationId: entry.integrationId,
    integrationName: entry.integrationName,
    name: entry.name,
    subject: entry.subject,
    status: entry.status,
    sentAt: isoOf(entry.sentAt),
    goneAt: isoOf(entry.goneAt),
    books: books.map(bookAnswer),
    figures,
    rates: figures && campaignRates(figures),
  };
};

/** A campaign with everything that is known of it, but for its mail and its people. */
export const campaignAnswer = (entry: CampaignEntry, known: Known): contract.Campaign => ({
  ...rowAnswer(entry, known),
  remoteId: entry.remoteId,
  type: entry.type,
  isSplitTest: entry.isSplitTest,
  fromName: entry.fromName,
  fromAddress: entry.fromAddress,
  replyAction: entry.replyAction,
  replyToAddress: entry.replyToAddress,
  readAt: isoOf(entry.readAt),
  due: entry.dueAt !== null,
  split: known.summary?.counts ?? null,
  money: known.summary && moneyOf(known.summary),
});

const moneyOf = (summary: Summary): contract.Campaign['money'] => {
  const { revenue, assistedRevenue, orders, assistedOrders } = summary;
  const money = { revenue, assistedRevenue, orders, assistedOrders };
  return Object.values(money).every((value) => value === null) ? null : money;
};
