import { Button, Flex, Grid, Link } from '@strapi/design-system';
import { ArrowLeft, Check } from '@strapi/icons';
import { Blocker, Form, Layouts, type FormHelpers } from '@strapi/strapi/admin';
import { useState } from 'react';
import { NavLink } from 'react-router-dom';
import { useFeedback } from '../../../components/feedback';
import { useCan } from '../../../permissions';
import { routes } from '../../../routes';
import { useText } from '../../../text';
import { General } from './General';
import { PreviewPanel } from './PreviewPanel';
import { useMissing, useRefusal } from './problems';
import { Rows } from './Rows';
import { usePreview, type PreviewRecord } from './use-preview';
import { useMappingForm, type FormProblems, type MappingValues } from './values';
import type { MappableCollections, MappableIntegrations } from '../../../../../contracts/mappings';

/** What a mapping can be made of. */
export type Choices = { collections: MappableCollections; integrations: MappableIntegrations };

type Saved = { error: unknown } | { values: MappingValues };

type Props = {
  choices: Choices;
  isStored?: boolean;
  /** Asked for once: what is stored meanwhile does not change a form that is being edited. */
  initialValues: () => MappingValues;
  save: (values: MappingValues) => Promise<Saved>;
};

/** The first record, as most lists read a collection. */
const firstOf = (collection: MappableCollections[number] | undefined): PreviewRecord => ({
  documentId: null,
  locale: collection?.locales?.[0] ?? null,
  version: 'published',
});

const Editor = ({ choices }: { choices: Choices }) => {
  const { values } = useMappingForm();
  const [shown, setShown] = useState<{ of: string; record: PreviewRecord } | null>(null);
  const collection = choices.collections.find(({ uid }) => uid === values.collection);
  /** A record of the collection before says nothing about this one. */
  const record = shown?.of === values.collection ? shown.record : firstOf(collection);
  const preview = usePreview(values, record);
  return (
    <Flex direction="column" alignItems="stretch" gap={6}>
      <General choices={choices} />
      <Grid.Root gap={6} style={{ alignItems: 'start' }}>
        <Grid.Item col={8} s={12} xs={12} direction="column" alignItems="stretch">
          <Rows preview={preview} />
        </Grid.Item>
        <Grid.Item
          col={4}
          s={12}
          xs={12}
          direction="column"
          alignItems="stretch"
          style={{ position: 'sticky', top: '8rem' }}
        >
          <PreviewPanel
            collection={values.integrationId ? collection : undefined}
            preview={preview}
            record={record}
            onRecord={(next) => setShown({ of: values.collection, record: next })}
          />
        </Grid.Item>
      </Grid.Root>
    </Flex>
  );
};

const useTitle = ({ collections, integrations }: Choices, isStored: boolean) => {
  const text = useText();
  return (values: MappingValues): string => {
    if (!isStored) return text('dotmailer.mappings.create');
    const collection = collections.find(({ uid }) => uid === values.collection)?.displayName;
    const integration = integrations.find(({ id }) => String(id) === values.integrationId)?.name;
    return text('dotmailer.mappings.of', {
      collection: collection ?? values.collection,
      integration: integration ?? '–',
    });
  };
};

/** The form of a new or stored mapping, with a look at what it would send. */
export const MappingForm = ({ choices, isStored = false, initialValues, save }: Props) => {
  const text = useText();
  const { failed } = useFeedback();
  const canManage = useCan('mappings.manage');
  const missingIn = useMissing();
  const refusalOf = useRefusal();
  const titleOf = useTitle(choices, isStored);
  const [initial] = useState(initialValues);

  const submit = async (values: MappingValues, helpers: FormHelpers<MappingValues>) => {
    const show = (problems: FormProblems) => helpers.setErrors(problems);
    const missing = missingIn(values);
    if (Object.keys(missing).length) return show(missing);
    const saved = await save(values);
    if ('values' in saved) return helpers.resetForm(saved.values);
    const refusal = refusalOf(saved.error);
    if (Object.keys(refusal).length) show(refusal);
    else failed(saved.error);
  };

  return (
    <Form
      method={isStored ? 'PUT' : 'POST'}
      initialValues={initial}
      onSubmit={submit}
      disabled={!canManage}
    >
      {({ modified, isSubmitting, values }) => (
        <>
          <Layouts.Header
            title={titleOf(values)}
            subtitle={text('dotmailer.mappings.form.subtitle')}
            primaryAction={
              canManage ? (
                <Button
                  type="submit"
                  startIcon={<Check />}
                  disabled={!modified}
                  loading={isSubmitting}
                >
                  {text('dotmailer.action.save')}
                </Button>
              ) : null
            }
            navigationAction={
              <Link tag={NavLink} to={routes.mappings} startIcon={<ArrowLeft />}>
                {text('dotmailer.mappings.title')}
              </Link>
            }
          />
          <Layouts.Content>
            <Editor choices={choices} />
          </Layouts.Content>
          <Blocker />
        </>
      )}
    </Form>
  );
};
