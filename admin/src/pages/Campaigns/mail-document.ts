/**
 * A mail as a document that can only be looked at. Together with a frame whose sandbox allows nothing: no
 * script runs, nothing is loaded unless images are asked for (each would tell its server that somebody
 * looked), and no link leads anywhere, as each would count as a click.
 */
export const mailDocument = (html: string, withImages: boolean): string => {
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src data:${withImages ? ' http: https:' : ''}`,
  ].join('; ');
  return [
    '<!doctype html>',
    // Before anything of the mail, which can only add to it.
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="referrer" content="no-referrer">',
    '<base target="_blank">',
    // Mails are made for white paper, whatever the theme around them.
    '<style>html{color-scheme:light;background:Canvas;color:CanvasText}</style>',
    html,
  ].join('');
};
