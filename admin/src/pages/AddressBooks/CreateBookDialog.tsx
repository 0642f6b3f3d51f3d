import { InputRenderer, type FormHelpers } from '@strapi/strapi/admin';
import { readProblem } from '../../api/base';
import { useDotmailerCreateAddressBookMutation } from '../../api/address-books';
import { useDotmailerConnectableIntegrationsQuery } from '../../api/connection';
import { useDotmailerIntegrationsQuery } from '../../api/integrations';
import { CreateDialog } from '../../components/CreateDialog';
import { useFeedback } from '../../components/feedback';
import { useProblemText } from '../../components/problem-text';
import { VisibilityInput } from '../../components/VisibilityInput';
import { useCan } from '../../permissions';
import { useText } from '../../text';
import type { CreateAddressBook } from '../../../../contracts/address-books';

type Values = { integrationId: string; name: string; visibility: CreateAddressBook['visibility'] };

const useCreate = (onClose: () => void) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const problemText = useProblemText();
  const [create] = useDotmailerCreateAddressBookMutation();

  return async (values: Values, { setErrors }: FormHelpers<Values>) => {
    const name = values.name.trim();
    if (!name) return setErrors({ name: text('dotmailer.form.required') });
    const result = await create({ ...values, name, integrationId: Number(values.integrationId) });
    if ('data' in result) {
      succeeded(text('dotmailer.books.created', { name }));
      return onClose();
    }
    /** Whatever the vendor has against a new book is about its name, the only thing typed in. */
    const { code, fields } = readProblem(result.error);
    if (Object.keys(fields).length) return setErrors(fields);
    if (code === 'VENDOR_REJECTED') return setErrors({ name: problemText(result.error) });
    failed(result.error);
  };
};

/** The active integrations, asked for in the way the person is allowed to. */
const useActiveIntegrations = () => {
  const canSeeAll = useCan('integrations.read');
  const all = useDotmailerIntegrationsQuery(undefined, { skip: !canSeeAll });
  const connectable = useDotmailerConnectableIntegrationsQuery(undefined, { skip: canSeeAll });
  if (!canSeeAll) return connectable;
  return { ...all, data: all.data?.filter(({ active }) => active) };
};

/** Creates an address book at the vendor, then here. */
export const CreateBookDialog = ({ onClose }: { onClose: () => void }) => {
  const text = useText();
  const integrations = useActiveIntegrations();
  const create = useCreate(onClose);
  return (
    <CreateDialog<Values>
      title={text('dotmailer.books.create')}
      integrations={integrations}
      initialValues={{ name: '', visibility: 'Private' }}
      onSubmit={create}
      onClose={onClose}
    >
      {() => (
        <>
          <InputRenderer
            type="string"
            name="name"
            required
            label={text('dotmailer.books.column.name')}
            hint={text('dotmailer.books.create.name.hint')}
          />
          <VisibilityInput hint={text('dotmailer.books.create.visibility.hint')} />
        </>
      )}
    </CreateDialog>
  );
};
