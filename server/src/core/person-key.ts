import { normaliseEmail } from './email';

/** Who did something with a campaign, as the vendor names them: at least one of the two is known. */
export type Doer = { contactId: number | null; email: string | null };

/** One person of an account in one word: the vendor's id stays when the address changes. */
export const personKey = ({ contactId, email }: Doer): string =>
  contactId === null ? `e:${normaliseEmail(email ?? '')}` : `c:${contactId}`;

/** What one recipient did with a campaign, added up. Times are epoch milliseconds, null for never. */
export type ActivityFigures = {
  opens: number;
  clicks: number;
  pageViews: number;
  forwards: number;
  estimatedForwards: number;
  replies: number;
  sentAt: number | null;
  firstOpenedAt: number | null;
  lastOpenedAt: number | null;
  firstOpenIp: string | null;
  unsubscribed: boolean;
  softBounced: boolean;
  hardBounced: boolean;
};
