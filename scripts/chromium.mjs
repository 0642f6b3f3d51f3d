import fs from 'node:fs';

const USUAL = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium for browser tests (CHROMIUM_PATH first), or null. */
export const findChromium = () =>
  [process.env.CHROMIUM_PATH, ...USUAL].find((file) => file && fs.existsSync(file)) ?? null;
