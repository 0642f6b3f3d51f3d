const HREF = /href="(https?:\/\/[^"]+)"/g;
const NOWHERE = 'https://example.com/';

/** Addresses a reader of the mail can follow, without the vendor's own (`http://$UNSUB$`). */
export const linksOf = (htmlContent: string): string[] => {
  const urls = [...htmlContent.matchAll(HREF)].flatMap(([, url]) => url ?? []);
  const own = [...new Set(urls.filter((url) => !url.includes('$')))];
  return own.length > 0 ? own : [NOWHERE];
};

/** What a link is about, in a word. */
export const keywordOf = (url: string): string => /([^/?#]+)[?#]?[^/]*$/.exec(url)?.[1] ?? '';
