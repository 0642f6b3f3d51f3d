import { Page } from '@strapi/strapi/admin';
import { useNavigate, useParams } from 'react-router-dom';
import {
  useDotmailerCreateMappingMutation,
  useDotmailerMappableCollectionsQuery,
  useDotmailerMappableIntegrationsQuery,
  useDotmailerMappingQuery,
  useDotmailerUpdateMappingMutation,
} from '../../../api/mappings';
import { useFeedback } from '../../../components/feedback';
import { Loaded } from '../../../components/Loaded';
import { LIVE } from '../../../components/polling';
import { permissions } from '../../../permissions';
import { routes } from '../../../routes';
import { useText } from '../../../text';
import { MappingForm, type Choices } from './MappingForm';
import { emptyRow, sentValues, valuesOf, type MappingValues } from './values';
import type { Mapping, SavedMapping } from '../../../../../contracts/mappings';

const useSavedText = () => {
  const text = useText();
  return ({ comparedAgain }: SavedMapping): string =>
    text('dotmailer.mappings.saved', { count: comparedAgain });
};

const CreateMapping = ({ choices }: { choices: Choices }) => {
  const navigate = useNavigate();
  const savedText = useSavedText();
  const { succeeded } = useFeedback();
  const [create] = useDotmailerCreateMappingMutation();
  const [only, ...others] = choices.integrations;
  const integrationId = only && others.length === 0 ? String(only.id) : '';

  const save = async (values: MappingValues) => {
    const result = await create(sentValues(values));
    if ('error' in result) return { error: result.error };
    succeeded(savedText(result.data));
    navigate(routes.mapping(result.data.mapping.id), { replace: true });
    return { values };
  };
  return (
    <MappingForm
      choices={choices}
      initialValues={() => ({
        collection: '',
        integrationId,
        syncPriority: 0,
        rows: [emptyRow()],
      })}
      save={save}
    />
  );
};

type EditProps = { mapping: Mapping; choices: Choices };

/** A collection that is gone is still what the mapping is about. */
const withStored = ({ collections, integrations }: Choices, mapping: Mapping): Choices => {
  const { collection, collectionName } = mapping;
  if (collections.some(({ uid }) => uid === collection)) return { collections, integrations };
  const gone = {
    uid: collection,
    displayName: collectionName,
    locales: null,
    draftAndPublish: false,
  };
  return { collections: [...collections, gone], integrations };
};

const EditMapping = ({ mapping, choices }: EditProps) => {
  const savedText = useSavedText();
  const { succeeded } = useFeedback();
  const [update] = useDotmailerUpdateMappingMutation();

  const save = async (values: MappingValues) => {
    const result = await update({ id: mapping.id, values: sentValues(values) });
    if ('error' in result) return { error: result.error };
    succeeded(savedText(result.data));
    return { values: valuesOf(result.data.mapping) };
  };
  return (
    <MappingForm
      isStored
      choices={withStored(choices, mapping)}
      initialValues={() => valuesOf(mapping)}
      save={save}
    />
  );
};

const StoredMapping = ({ id, choices }: { id: number; choices: Choices }) => {
  const mapping = useDotmailerMappingQuery(id, LIVE);
  return (
    <Loaded query={mapping}>
      {(stored) => <EditMapping key={stored.id} mapping={stored} choices={choices} />}
    </Loaded>
  );
};

const Content = ({ id }: { id: string | undefined }) => {
  const collections = useDotmailerMappableCollectionsQuery();
  const integrations = useDotmailerMappableIntegrationsQuery(undefined, LIVE);
  return (
    <Loaded query={collections}>
      {(allCollections) => (
        <Loaded query={integrations}>
          {(allIntegrations) => {
            const choices = { collections: allCollections, integrations: allIntegrations };
            return id === 'create' ? (
              <CreateMapping choices={choices} />
            ) : (
              <StoredMapping key={id} id={Number(id)} choices={choices} />
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
};

/** One mapping, new or stored. */
const FormPage = () => {
  const text = useText();
  const { id } = useParams<{ id: string }>();
  return (
    <Page.Protect permissions={permissions(id === 'create' ? 'mappings.manage' : 'mappings.read')}>
      <Page.Main>
        <Page.Title>
          {text(id === 'create' ? 'dotmailer.mappings.create' : 'dotmailer.mappings.one')}
        </Page.Title>
        <Content id={id} />
      </Page.Main>
    </Page.Protect>
  );
};

export default FormPage;
