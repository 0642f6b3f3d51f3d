import { InputRenderer, type FormHelpers } from '@strapi/strapi/admin';
import { readProblem } from '../../api/base';
import {
  useDotmailerCreateDataFieldMutation,
  useDotmailerDataFieldIntegrationsQuery,
} from '../../api/data-fields';
import { CreateDialog } from '../../components/CreateDialog';
import { useFeedback } from '../../components/feedback';
import { useTypes } from '../../components/field-types';
import { LIVE } from '../../components/polling';
import { VisibilityInput } from '../../components/VisibilityInput';
import { useText } from '../../text';
import { DefaultValueInput, defaultOf, inputOf, type DefaultValues } from './DefaultValueInput';
import type { CreateDataField, FieldType } from '../../../../contracts/data-fields';

type Values = DefaultValues & {
  integrationId: string;
  name: string;
  type: FieldType;
  visibility: NonNullable<CreateDataField['visibility']>;
  notes: string | null;
};

const EMPTY: Omit<Values, 'integrationId'> = {
  name: '',
  type: 'String',
  visibility: 'Private',
  defaultString: '',
  defaultNumeric: null,
  defaultDate: null,
  defaultBoolean: null,
  notes: '',
};

const useCreate = (onClose: () => void) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [create] = useDotmailerCreateDataFieldMutation();

  return async (values: Values, { setErrors }: FormHelpers<Values>) => {
    const name = values.name.trim();
    if (!name) return setErrors({ name: text('dotmailer.form.required') });
    const result = await create({
      integrationId: Number(values.integrationId),
      name,
      type: values.type,
      visibility: values.visibility,
      defaultValue: defaultOf(values),
      notes: values.notes ?? '',
    });
    if ('data' in result) {
      succeeded(text('dotmailer.fields.created', { name: result.data?.name ?? name }));
      return onClose();
    }
    const { defaultValue, ...fields } = readProblem(result.error).fields;
    const errors = { ...fields, ...(defaultValue ? { [inputOf(values.type)]: defaultValue } : {}) };
    if (Object.keys(errors).length) setErrors(errors);
    else failed(result.error);
  };
};

/** Creates a data field at the vendor, then here. */
export const CreateFieldDialog = ({ onClose }: { onClose: () => void }) => {
  const text = useText();
  const integrations = useDotmailerDataFieldIntegrationsQuery(undefined, LIVE);
  const create = useCreate(onClose);
  const types = useTypes();
  return (
    <CreateDialog<Values>
      title={text('dotmailer.fields.create')}
      integrations={integrations}
      initialValues={EMPTY}
      onSubmit={create}
      onClose={onClose}
    >
      {({ type }) => (
        <>
          <InputRenderer
            type="string"
            name="name"
            required
            label={text('dotmailer.fields.column.name')}
            hint={text('dotmailer.fields.create.name.hint')}
          />
          <InputRenderer
            type="enumeration"
            name="type"
            required
            label={text('dotmailer.fields.column.type')}
            options={types}
          />
          <VisibilityInput hint={text('dotmailer.fields.create.visibility.hint')} />
          <DefaultValueInput type={type} />
          <InputRenderer
            type="text"
            name="notes"
            label={text('dotmailer.fields.column.notes')}
            hint={text('dotmailer.fields.create.notes.hint')}
          />
        </>
      )}
    </CreateDialog>
  );
};
