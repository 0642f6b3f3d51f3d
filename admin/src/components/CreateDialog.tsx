import { Button, Flex, Modal } from '@strapi/design-system';
import { Form, InputRenderer, type FormHelpers } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';
import { useText } from '../text';
import { Loaded, type Query } from './Loaded';
import { Notice } from './Notice';

type Integrations = { id: number; name: string }[];
/** Values every such form has: what is created belongs to an integration and has a name. */
type Required = { integrationId: string; name: string };

type Props<Values extends Required> = {
  title: string;
  /** Those something can be created in. */
  integrations: Query<Integrations>;
  initialValues: Omit<Values, 'integrationId'>;
  onSubmit: (values: Values, helpers: FormHelpers<Values>) => Promise<void>;
  onClose: () => void;
  /** The inputs below the choice of the integration, which is shown where there are several. */
  children: (values: Values) => ReactNode;
};

const IntegrationInput = ({ integrations }: { integrations: Integrations }) => {
  const text = useText();
  if (integrations.length < 2) return null;
  return (
    <InputRenderer
      type="enumeration"
      name="integrationId"
      required
      label={text('dotmailer.integration')}
      options={integrations.map(({ id, name }) => ({ value: String(id), label: name }))}
    />
  );
};

const CreateForm = <Values extends Required>(
  props: Omit<Props<Values>, 'integrations'> & { integrations: Integrations }
) => {
  const { integrations, onSubmit, children } = props;
  const text = useText();
  const [first] = integrations;
  const initialValues = {
    ...props.initialValues,
    integrationId: first ? String(first.id) : '',
  } as Values;
  return (
    <Form method="POST" initialValues={initialValues} onSubmit={onSubmit}>
      {({ isSubmitting, values }) => (
        <>
          <Modal.Body>
            {first ? (
              <Flex direction="column" alignItems="stretch" gap={4}>
                <IntegrationInput integrations={integrations} />
                {children(values)}
              </Flex>
            ) : (
              <Notice variant="info" title={text('dotmailer.noActiveIntegration')} />
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

/** A form in a dialog for something that is created at the vendor; open as long as it is rendered. */
export const CreateDialog = <Values extends Required>(props: Props<Values>) => {
  const { title, integrations, onClose } = props;
  return (
    <Modal.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Modal.Content>
        <Modal.Header>
          <Modal.Title>{title}</Modal.Title>
        </Modal.Header>
        <Loaded query={integrations}>
          {(active) => <CreateForm {...props} integrations={active} />}
        </Loaded>
      </Modal.Content>
    </Modal.Root>
  );
};
