import { Button, Flex, Modal } from '@strapi/design-system';
import { Form, InputRenderer, type FormHelpers } from '@strapi/strapi/admin';
import { readProblem } from '../../api/base';
import { useDotmailerCreateAddressBookMutation } from '../../api/address-books';
import { useDotmailerConnectableIntegrationsQuery } from '../../api/connection';
import { useDotmailerIntegrationsQuery } from '../../api/integrations';
import { useFeedback } from '../../components/feedback';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { useProblemText } from '../../components/problem-text';
import { useCan } from '../../permissions';
import { useText } from '../../text';
import type { CreateAddressBook } from '../../../../contracts/address-books';
import type { ConnectableIntegrations } from '../../../../contracts/marketing-lists';

type Values = { integrationId: string; name: string; visibility: CreateAddressBook['visibility'] };

type FieldsProps = { integrations: ConnectableIntegrations };

const Fields = ({ integrations }: FieldsProps) => {
  const text = useText();
  return (
    <Flex direction="column" alignItems="stretch" gap={4}>
      {integrations.length > 1 ? (
        <InputRenderer
          type="enumeration"
          name="integrationId"
          required
          label={text('dotmailer.books.column.integration')}
          options={integrations.map(({ id, name }) => ({ value: String(id), label: name }))}
        />
      ) : null}
      <InputRenderer
        type="string"
        name="name"
        required
        label={text('dotmailer.books.column.name')}
        hint={text('dotmailer.books.create.name.hint')}
      />
      <InputRenderer
        type="enumeration"
        name="visibility"
        required
        label={text('dotmailer.books.column.visibility')}
        hint={text('dotmailer.books.create.visibility.hint')}
        options={[
          { value: 'Private', label: text('dotmailer.books.visibility.Private') },
          { value: 'Public', label: text('dotmailer.books.visibility.Public') },
        ]}
      />
    </Flex>
  );
};

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

const CreateForm = ({ integrations, onClose }: FieldsProps & { onClose: () => void }) => {
  const text = useText();
  const create = useCreate(onClose);
  const [first] = integrations;
  const initialValues: Values = {
    integrationId: first ? String(first.id) : '',
    name: '',
    visibility: 'Private',
  };
  return (
    <Form method="POST" initialValues={initialValues} onSubmit={create}>
      {({ isSubmitting, values }) => (
        <>
          <Modal.Body>
            {first ? (
              <Fields integrations={integrations} />
            ) : (
              <Notice variant="info" title={text('dotmailer.books.create.noIntegration')} />
            )}
          </Modal.Body>
          <Modal.Footer>
            <Modal.Close>
              <Button variant="tertiary">{text('dotmailer.action.cancel')}</Button>
            </Modal.Close>
            <Button type="submit" loading={isSubmitting} disabled={!first || !values.name}>
              {text('dotmailer.action.create')}
            </Button>
          </Modal.Footer>
        </>
      )}
    </Form>
  );
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
  return (
    <Modal.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal.Content>
        <Modal.Header>
          <Modal.Title>{text('dotmailer.books.create')}</Modal.Title>
        </Modal.Header>
        <Loaded query={integrations}>
          {(active) => <CreateForm integrations={active} onClose={onClose} />}
        </Loaded>
      </Modal.Content>
    </Modal.Root>
  );
};
