import { z } from 'zod';
import { isoDate } from './common';

/** An integration as somebody sees it who may enter the vendor's application. */
export const studioIntegration = z.object({
  id: z.number(),
  name: z.string(),
  /**
   * `not-set-up`: client id and secret are missing; `secret-unreadable`: the site's encryption key
   * has changed; `needs-site-answer`: the site may be a copy. The last two are the viewer's own.
   */
  state: z.enum([
    'not-set-up',
    'secret-unreadable',
    'needs-site-answer',
    'not-connected',
    'connected',
  ]),
  connectedAt: isoDate,
});
export type StudioIntegration = z.infer<typeof studioIntegration>;

/** POST /dotmailer/studio/:id/connect and …/open: where the browser goes; of `open` a secret. */
export const studioAddress = z.object({ url: z.string() });
export type StudioAddress = z.infer<typeof studioAddress>;

const state = z.string().min(1).max(255);

/** POST /dotmailer/studio/:id/finish: what the vendor sent back. */
export const finishStudio = z.union([
  z.object({ state, code: z.string().min(1).max(2048) }),
  z.object({
    state,
    error: z.string().trim().min(1).max(100),
    description: z.string().trim().min(1).max(300).nullable().default(null),
  }),
]);
export type FinishStudio = z.infer<typeof finishStudio>;

/**
 * GET /dotmailer/oauth/callback: what is passed on to the panel, in the fragment of its page's
 * address, so that it stays out of logs.
 */
export const RETURNED = ['code', 'state', 'error', 'error_description'] as const;
