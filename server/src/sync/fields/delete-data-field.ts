import { isSystemField } from '../../core/data-fields';
import { notFound, Problem } from '../../core/problem';
import { isVendorError } from '../../dotdigital/errors';
import type { DataFieldDeletion, DotdigitalAccount } from '../../dotdigital/types';
import type { Deps } from '../deps';
import { askVendor } from '../integrations/ask-vendor';

/**
 * Deletes a data field with its values: at the vendor first, then here. A field that is in use stays
 * on both sides, and the answer says by what.
 * @throws Problem NOT_FOUND, SYSTEM_FIELD, INTEGRATION_INACTIVE, SYNC_OFF, or the vendor's reason.
 */
export const deleteDataField = async (deps: Deps, id: number): Promise<DataFieldDeletion> => {
  const { dataFields } = deps.repositories;
  const field = await dataFields.find(id);
  if (!field) throw notFound('The data field');
  if (isSystemField(field.name)) throw systemField(field.name);
  const deletion = await askVendor(deps, field.integrationId, (account) =>
    deleteRemote(account, field.name)
  );
  if (deletion.deleted) await dataFields.remove(id);
  return deletion;
};

const deleteRemote = async (
  account: DotdigitalAccount,
  name: string
): Promise<DataFieldDeletion> => {
  try {
    return await account.dataFields.delete(name);
  } catch (error) {
    // Listed, and yet not to be found for deletion: how the vendor answers for fields of its own.
    if (isVendorError(error) && error.code === 'ERROR_DATAFIELD_NOTFOUND') throw systemField(name);
    throw error;
  }
};

const systemField = (name: string): Problem =>
  new Problem('SYSTEM_FIELD', `${name} belongs to Dotdigital and cannot be deleted`);
