import {
  nameProblem,
  readDefaultValue,
  type DataFieldType,
  type DefaultValue,
} from '../../core/data-fields';
import { notFound, Problem } from '../../core/problem';
import { isVendorError, OUTCOME_UNKNOWN, type VendorError } from '../../dotdigital/errors';
import type { DotdigitalAccount, NewDataField, RemoteDataField } from '../../dotdigital/types';
import type { DataField } from '../../store/data-fields';
import type { Deps } from '../deps';
import { askVendor } from '../integrations/ask-vendor';
import { changeNotes } from './change-notes';

type WantedDataField = {
  integrationId: number;
  name: string;
  type: DataFieldType;
  visibility: string;
  /** As typed in; blank is none. */
  defaultValue: string;
  notes: string;
};

/**
 * Creates a data field: at the vendor first, then here. What the vendor refuses leaves nothing behind.
 * @throws Problem INVALID, NAME_RESERVED or NAME_TAKEN next to `name` or `defaultValue`,
 * INTEGRATION_INACTIVE, SYNC_OFF, or the vendor's reason.
 */
export const createDataField = async (deps: Deps, wanted: WantedDataField): Promise<DataField> => {
  const { integrationId, name, type, visibility, notes } = wanted;
  const { dataFields } = deps.repositories;
  demandName(name);
  const field = { name, type, visibility, defaultValue: demandDefaultValue(wanted) };
  const remote = await askVendor(deps, integrationId, (account) => createRemote(account, field));
  await dataFields.upsert(integrationId, [remote], deps.clock.now());
  const created = await dataFields.findByName(integrationId, remote.name);
  if (!created) throw notFound('The data field');
  // A field that is back keeps the notes it had.
  if (notes.trim()) await changeNotes(deps, created.id, notes);
  return created;
};

const demandName = (name: string): void => {
  const problem = nameProblem(name);
  if (problem) throw new Problem(problem.code, problem.message, 'name');
};

const demandDefaultValue = ({ type, defaultValue }: WantedDataField): DefaultValue => {
  const read = readDefaultValue(type, defaultValue);
  if ('problem' in read) throw new Problem('INVALID', read.problem, 'defaultValue');
  return read.value;
};

const createRemote = async (
  account: DotdigitalAccount,
  field: NewDataField
): Promise<RemoteDataField> => {
  try {
    return await account.dataFields.create(field);
  } catch (error) {
    if (isVendorError(error, 'rejected')) throw refused(error);
    if (isVendorError(error) && error.code === OUTCOME_UNKNOWN) {
      const found = await findMade(account, field);
      if (found) return found;
    }
    throw error;
  }
};

/** A field whose creation was not answered, if the vendor has one like it: theirs or ours, it is the one. */
const findMade = async (
  account: DotdigitalAccount,
  { name, type }: NewDataField
): Promise<RemoteDataField | undefined> =>
  (await account.dataFields.list()).find(
    (field) => field.name === name.toUpperCase() && field.type === type
  );

/** The account's limit concerns no input; whatever else the vendor has against a field is its name. */
const refused = (error: VendorError): Problem | VendorError => {
  if (error.code === 'ERROR_DATAFIELD_LIMITEXCEEDED') return error;
  const code = error.code === 'ERROR_NON_UNIQUE_DATAFIELD' ? 'NAME_TAKEN' : 'VENDOR_REJECTED';
  return new Problem(code, error.message, 'name');
};
