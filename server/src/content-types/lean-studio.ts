import { TABLE } from '../constants';
import { model, ms, requiredInt, requiredKey, text } from './lean-columns';

/** That a person of the admin panel may enter the vendor's application of an integration. */
const grant = model(
  'studio-grant',
  TABLE.studioGrant,
  {
    integrationId: requiredInt,
    /** Id of the admin user. */
    userId: requiredInt,
    /** Ciphertext of the vendor's refresh token. */
    refreshToken: text,
    connectedAt: ms,
    /** Until then somebody is renewing it: a token that rotates must not be used twice. */
    claimedUntil: ms,
  },
  [{ name: 'dm_grant_uq', columns: ['integration_id', 'user_id'], type: 'unique' }]
);

/** A person on the way to the vendor's sign-in and back. */
const state = model(
  'studio-state',
  TABLE.studioState,
  {
    /** SHA-256 of the state in the address: who reads this table can finish nobody's sign-on. */
    hash: requiredKey(64),
    integrationId: requiredInt,
    userId: requiredInt,
    expiresAt: ms,
  },
  [
    { name: 'dm_state_hash_uq', columns: ['hash'], type: 'unique' },
    { name: 'dm_state_expires_ix', columns: ['expires_at'] },
  ]
);

export const studioModels = [grant, state];
