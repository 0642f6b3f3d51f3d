/** What mails are read with, and from where. */
type MailClient = { name: string; version: string; userAgent: string };

export const MAIL_CLIENTS: readonly MailClient[] = [
  {
    name: 'Apple Mail',
    version: 'Apple Mail 16',
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15',
  },
  {
    name: 'Gmail',
    version: 'Gmail',
    userAgent: 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com)',
  },
  {
    name: 'Outlook',
    version: 'Outlook 365',
    userAgent: 'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; Microsoft Outlook 16.0)',
  },
  {
    name: 'Thunderbird',
    version: 'Thunderbird 115',
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Thunderbird/115.6.0',
  },
  {
    name: 'iPhone',
    version: 'iPhone iOS 17',
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15',
  },
];

export const BOOKMARKS = ['Facebook', 'LinkedIn', 'X'] as const;

/** Everybody reads at home: one address of a private network per recipient. */
export const ipAddressOf = (recipient: number): string =>
  `10.${(recipient >> 16) & 255}.${(recipient >> 8) & 255}.${recipient & 255}`;
