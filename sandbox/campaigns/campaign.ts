/** A campaign of the sandbox. Enum words are the vendor's (v2 OpenAPI document). */
import type { Book, Contact } from '../model';
import { EventLog } from './event-log';
import { linksOf } from './links';
import { Recipients } from './recipients';

export const CAMPAIGN_STATUSES = [
  'Unsent',
  'Sending',
  'Sent',
  'Paused',
  'Cancelled',
  'RequiresSystemApproval',
  'RequiresSMSApproval',
  'RequiresWorkflowApproval',
  'Triggered',
] as const;
export type CampaignStatus = (typeof CAMPAIGN_STATUSES)[number];

export const CAMPAIGN_TYPES = ['Standard', 'Triggered'] as const;
export type CampaignType = (typeof CAMPAIGN_TYPES)[number];

export const REPLY_ACTIONS = ['Unset', 'WebMailForward', 'Webmail', 'Delete'] as const;
export type ReplyAction = (typeof REPLY_ACTIONS)[number];

/** What an editor writes. */
export type CampaignDraft = {
  name: string;
  subject: string;
  fromName: string;
  fromEmail: string;
  replyAction: ReplyAction;
  replyToAddress: string | null;
  isSplitTest: boolean;
  type: CampaignType;
  tags: string[];
  scheduledAt: number | null;
  htmlContent: string;
  plainTextContent: string;
};

export type Campaign = CampaignDraft & {
  id: number;
  status: CampaignStatus;
  /** When sending began; null before. */
  sentAt: number | null;
  /** Every book it was ever sent to. */
  books: Book[];
  /** Who is still to be mailed while it is being sent. */
  waiting: Contact[];
  recipients: Recipients;
  /** Addresses that were followed or can be; events hold their number. */
  links: string[];
  opens: EventLog;
  clicks: EventLog;
  pageViews: EventLog;
  replies: EventLog;
  /** Views of the mail as shared on a social network. */
  bookmarks: EventLog;
  /** Time of the last activity of anybody; 0 for none. */
  lastActive: number;
};

const HTML = `<!doctype html>
<html>
  <body style="font-family: sans-serif">
    <h1>News of the month</h1>
    <p>Hello! Have a look at <a href="https://example.com/spring">our spring collection</a>,
      <a href="https://example.com/stories/ada">the story of Ada</a> or
      <a href="https://example.com/events">the next events</a>.</p>
    <p><a href="http://$UNSUB$">Unsubscribe from this newsletter</a></p>
  </body>
</html>`;
const TEXT = 'Hello! Our spring collection: https://example.com/spring\nUnsubscribe: $UNSUB$';

/** A campaign nobody has been sent yet; what the draft leaves out gets an everyday value. */
export const newCampaign = (id: number, given: Partial<CampaignDraft>): Campaign => {
  const draft = { ...everydayDraft(id), ...given };
  return {
    ...draft,
    id,
    status: 'Unsent',
    sentAt: null,
    books: [],
    waiting: [],
    recipients: new Recipients(),
    links: linksOf(draft.htmlContent),
    opens: new EventLog(),
    clicks: new EventLog(),
    pageViews: new EventLog(),
    replies: new EventLog(),
    bookmarks: new EventLog(),
    lastActive: 0,
  };
};

const everydayDraft = (id: number): CampaignDraft => ({
  name: `Newsletter ${id}`,
  subject: 'News of the month',
  fromName: 'Sandbox Ltd',
  fromEmail: 'news@example.com',
  replyAction: 'Webmail',
  replyToAddress: null,
  isSplitTest: false,
  type: 'Standard',
  tags: [],
  scheduledAt: null,
  htmlContent: HTML,
  plainTextContent: TEXT,
});
