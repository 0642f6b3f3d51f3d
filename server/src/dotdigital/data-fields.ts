import type { Caller } from './caller';
import type { Endpoint } from './endpoint';
import { isVendorError } from './errors';
import { text } from './guards';
import { dataFieldDeletionSchema, dataFieldSchema, dataFieldsSchema } from './schemas';
import type { Call, DotdigitalAccount, NewDataField, RemoteDataField } from './types';

const LIST: Endpoint = { method: 'GET', path: 'data-fields', kind: 'read', repeat: 'always' };
const CREATE: Endpoint = { method: 'POST', path: 'data-fields', kind: 'write', repeat: 'refused' };
/** 200 and 409 are both documented for a field that is in use. */
const DELETE: Endpoint = {
  method: 'DELETE',
  path: 'data-fields/{name}',
  kind: 'write',
  repeat: 'always',
  refusal: 409,
};

/** Custom fields of contacts: `/v2/data-fields`. The vendor can create and delete them, not change them. */
export const dataFields = (caller: Caller): DotdigitalAccount['dataFields'] => {
  const list = async (call?: Call): Promise<RemoteDataField[]> =>
    (await caller.json({ endpoint: LIST }, dataFieldsSchema, call)).value;
  const find = async (name: string, call?: Call): Promise<RemoteDataField | null> =>
    (await list(call)).find((field) => field.name === name.toUpperCase()) ?? null;

  return {
    list,
    create: async (field, call) => {
      text(field.name, 'the name of the data field');
      const request = { endpoint: CREATE, json: bodyOf(field) };
      const answered = await caller.optionalJson(request, dataFieldSchema, call);
      // The sample of the documents has the field as body, the OpenAPI document none.
      return answered ?? (await find(field.name, call)) ?? asAsked(field);
    },
    delete: async (name, call) => {
      const request = { endpoint: DELETE, values: { name: text(name, 'the data field') } };
      try {
        const answer = await caller.optionalJson(request, dataFieldDeletionSchema, call);
        return answer ?? { deleted: true };
      } catch (error) {
        // The same answer for a field that is gone, which was asked for, and for one that has to stay.
        if (!isVendorError(error) || error.code !== 'ERROR_DATAFIELD_NOTFOUND') throw error;
        if (await find(name, call)) throw error;
        return { deleted: true };
      }
    },
  };
};

const bodyOf = ({ name, type, visibility, defaultValue }: NewDataField) => ({
  name,
  type,
  visibility,
  ...(defaultValue === null ? {} : { defaultValue }),
});

/** A field that was taken and is not listed yet. */
const asAsked = ({ name, defaultValue, ...rest }: NewDataField): RemoteDataField => ({
  ...rest,
  name: name.toUpperCase(),
  defaultValue: defaultValue === null ? null : String(defaultValue),
});
