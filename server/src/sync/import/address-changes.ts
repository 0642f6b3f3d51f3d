import type { SeenContact } from '../../store/contacts';
import type { StepRecorder, SyncContext } from '../context';

/** Member states that a changed address turns into a question; opt-outs and leavers stay what they are. */
const ASKED = new Set(['staged', 'acknowledged', 'refused', 'held']);

/**
 * A remote id with another e-mail than before: the contact follows the id, and members of the old
 * e-mail are held until an editor decides which address is right.
 */
export const followAddressChanges = async (
  { deps, integration }: Pick<SyncContext, 'deps' | 'integration'>,
  seen: SeenContact[],
  step: StepRecorder
): Promise<void> => {
  const { contacts, connections, ledger, newcomers } = deps.repositories;
  const withId = seen.filter((row) => row.remoteId !== null);
  const known = await contacts.byRemoteIds(
    integration.id,
    withId.flatMap((row) => (row.remoteId === null ? [] : [row.remoteId]))
  );
  const newAddress = new Map(withId.map((row) => [row.remoteId, row]));
  const moved = known.flatMap((before) => {
    const after = newAddress.get(before.remoteId);
    return after && after.emailNorm !== before.emailNorm ? [{ before, after }] : [];
  });
  if (moved.length === 0) return;

  for (const { before, after } of moved) {
    if (before.remoteId === null) continue;
    await contacts.moveAddress(integration.id, before.remoteId, after.emailNorm);
    for (const connection of await connections.openOf(integration.id)) {
      const owners = await ledger.rows.ownersOf(connection.id, [before.emailNorm]);
      if (connection.createRecords) {
        const { emailNorm: from } = before;
        const move = { from, to: after.emailNorm, isMember: owners.length > 0 };
        await newcomers.follow(connection.id, move, deps.clock.now());
      }
      const asked = owners.filter((row) => ASKED.has(row.state)).map((row) => row.id);
      await ledger.rows.setState(asked, 'held', deps.clock.now(), {
        reason_code: 'address-changed',
        reason: `The address was changed in Dotdigital to ${after.email}`,
      });
      step.count('addressChanged', asked.length);
    }
  }
};
