import {
  CheckCircle,
  CloudUpload,
  Cross,
  Cursor,
  Eye,
  MinusCircle,
  Monitor,
  PaperPlane,
  WarningCircle,
} from '@strapi/icons';
import type { ComponentType, SVGProps } from 'react';
import type { TimelineEntry } from '../../../../contracts/people';
import { useText, type TextKey } from '../../text';

type Kind = TimelineEntry['kind'];
type Sent = Extract<TimelineEntry, { kind: 'sent' }>;
type Scope = Extract<TimelineEntry, { scope: unknown }>['scope'];

type Look = { Icon: ComponentType<SVGProps<SVGSVGElement> & { fill?: string }>; colour: string };

/** Sign and colour of each kind; the words alone carry the meaning. */
export const LOOKS: Record<Kind, Look> = {
  sent: { Icon: PaperPlane, colour: 'neutral600' },
  open: { Icon: Eye, colour: 'success600' },
  click: { Icon: Cursor, colour: 'success600' },
  view: { Icon: Monitor, colour: 'success600' },
  joined: { Icon: CloudUpload, colour: 'primary600' },
  exported: { Icon: CloudUpload, colour: 'primary600' },
  stopped: { Icon: WarningCircle, colour: 'danger600' },
  removed: { Icon: Cross, colour: 'neutral600' },
  'opted-out': { Icon: MinusCircle, colour: 'warning600' },
  'opted-in': { Icon: CheckCircle, colour: 'success600' },
};

const OPTED_OUT: Record<Scope, TextKey> = {
  list: 'dotmailer.people.entry.opted-out.list',
  book: 'dotmailer.people.entry.opted-out.book',
  account: 'dotmailer.people.entry.opted-out.account',
};

/** What happened, in a word or two. */
export const useEntryLabel = () => {
  const text = useText();
  return (entry: TimelineEntry): string => {
    if (entry.kind === 'stopped') return text(`dotmailer.members.state.${entry.state}`);
    if (entry.kind !== 'opted-out') return text(`dotmailer.people.entry.${entry.kind}`);
    if (entry.source === 'editor') return text('dotmailer.members.byEditor');
    return text(OPTED_OUT[entry.scope]);
  };
};

const COUNTED = ['opens', 'clicks', 'pageViews', 'replies', 'forwards'] as const;

/** What a person did with a mail, whenever that was. */
const useOutcome = () => {
  const text = useText();
  return (entry: Sent): string[] => [
    ...(entry.bounced ? [text(`dotmailer.people.bounced.${entry.bounced}`)] : []),
    ...COUNTED.filter((name) => entry[name] > 0).map((name) =>
      text(`dotmailer.people.did.${name}`, { count: entry[name] })
    ),
    ...(entry.unsubscribed ? [text('dotmailer.people.did.unsubscribed')] : []),
  ];
};

/** What more is known of it, in one line; null for nothing. */
export const useEntryDetails = () => {
  const outcome = useOutcome();
  return (entry: TimelineEntry): string | null => {
    switch (entry.kind) {
      case 'sent':
        return outcome(entry).join(' · ') || null;
      case 'open':
        return entry.client;
      case 'click':
      case 'view':
        return entry.url;
      case 'joined':
      case 'exported':
        return entry.list.name;
      case 'stopped':
      case 'removed':
        return entry.reason;
      case 'opted-out':
      case 'opted-in':
        return entry.reason;
    }
  };
};
