import type { StatusVariant } from '@strapi/design-system';
import type { ListStatus } from '../../../contracts/marketing-lists';

export type ConnectionState = NonNullable<ListStatus['connection']>['state'];

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

/** Narrows a state that came as text; the server may know more states than this panel. */
export const isConnectionState = (state: string): state is ConnectionState =>
  state in CONNECTION_STATES;
