import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Strapi from '@strapi/strapi';

export const ROOT = path.resolve(__dirname, '../..');
export const PLAYGROUND = path.join(ROOT, 'playground');
/** Scratch files of this test run: several runs may go on in one working tree. */
export const TMP = path.join(ROOT, 'tests/.tmp', String(process.pid));

/** Compiles the playground's TypeScript to `playground/dist`. */
export const compilePlayground = async (appDir: string) => {
  await loadStrapi().compileStrapi({ appDir });
};

/** Strapi through `require`: its ES modules import folders, which Node refuses. */
export const loadStrapi = () => createRequire(__filename)('@strapi/strapi') as typeof Strapi;
