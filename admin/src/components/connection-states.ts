import type { StatusVariant } from '@strapi/design-system';
import type { ConnectionState } from '../../../contracts/common';
import type { TextKey } from '../text';

/** Colour of each state of a connection; its words are `dotmailer.connection.state.<state>`. */
export const CONNECTION_STATES: Record<ConnectionState, StatusVariant> = {
  'never-synchronised': 'neutral',
  queued: 'neutral',
  running: 'secondary',
  uploading: 'secondary',
  'up-to-date': 'success',
  held: 'warning',
  blocked: 'warning',
  broken: 'danger',
  failed: 'danger',
  inactive: 'neutral',
  'needs-credentials': 'danger',
  'needs-site-answer': 'warning',
};

/** The vendor's reasons for refusing a whole book, by its code. */
const BLOCKED: Record<string, TextKey> = {
  ERROR_ADDRESSBOOK_NOTWRITABLE: 'dotmailer.connection.blocked.notWritable',
  ERROR_ADDRESSBOOK_NOT_FOUND: 'dotmailer.connection.blocked.notFound',
  ERROR_FEATURENOTACTIVE: 'dotmailer.connection.blocked.notActive',
};

/** Why a book takes no upload, in words; codes this panel has never heard of are named. */
export const blockedText = (code: string): TextKey =>
  BLOCKED[code] ?? 'dotmailer.connection.blocked.other';

/** States that change by themselves within seconds. */
export const isMoving = (state: ConnectionState | undefined): boolean =>
  state === 'queued' || state === 'running' || state === 'uploading';
