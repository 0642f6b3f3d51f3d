import { Button, Flex, Link } from '@strapi/design-system';
import { ArrowLeft, Trash } from '@strapi/icons';
import { Layouts, Page } from '@strapi/strapi/admin';
import { useState } from 'react';
import { NavLink, useNavigate, useParams } from 'react-router-dom';
import { useDotmailerDataFieldQuery } from '../../api/data-fields';
import { Facts } from '../../components/Facts';
import { useTypeText } from '../../components/field-types';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Panel } from '../../components/Panel';
import { LIVE } from '../../components/polling';
import { RelativeDate } from '../../components/RelativeDate';
import { useVisibilityText } from '../../components/visibility';
import { permissions, useCan } from '../../permissions';
import { routes } from '../../routes';
import { useText } from '../../text';
import { DeleteFieldDialog } from './DeleteFieldDialog';
import { Notes } from './Notes';
import { UsedBy } from './UsedBy';
import { useDefaultText } from './words';
import type { DataField } from '../../../../contracts/data-fields';

const FieldFacts = ({ field }: { field: DataField }) => {
  const text = useText();
  const typeText = useTypeText();
  const visibilityText = useVisibilityText();
  const defaultText = useDefaultText();
  return (
    <Panel>
      <Facts
        facts={[
          { label: text('dotmailer.fields.column.type'), value: typeText(field.type) },
          { label: text('dotmailer.visibility'), value: visibilityText(field.visibility) },
          { label: text('dotmailer.fields.column.default'), value: defaultText(field) },
          { label: text('dotmailer.integration'), value: field.integrationName },
          {
            label: text('dotmailer.fields.column.usedBy'),
            value: <UsedBy field={field} />,
          },
          {
            label: text('dotmailer.fields.column.known'),
            value: <RelativeDate value={field.createdAt} />,
          },
        ]}
      />
    </Panel>
  );
};

/** Why nothing but the notes can be edited, and what is special about this field. */
const Notices = ({ field }: { field: DataField }) => {
  const text = useText();
  return (
    <>
      {field.vanishedAt ? (
        <Notice variant="danger" title={text('dotmailer.fields.vanished.title')}>
          {text('dotmailer.fields.vanished.body')}
        </Notice>
      ) : null}
      <Notice
        variant="info"
        title={text(
          field.isSystem ? 'dotmailer.fields.fixed.system.title' : 'dotmailer.fields.fixed.title'
        )}
      >
        {text(
          field.isSystem ? 'dotmailer.fields.fixed.system.body' : 'dotmailer.fields.fixed.body'
        )}
      </Notice>
    </>
  );
};

const Detail = ({ field }: { field: DataField }) => {
  const text = useText();
  const navigate = useNavigate();
  const canDelete = useCan('data-fields.delete');
  const [deleting, setDeleting] = useState(false);
  return (
    <>
      <Layouts.Header
        title={field.name}
        subtitle={text('dotmailer.fields.of', { integration: field.integrationName })}
        navigationAction={
          <Link tag={NavLink} to={routes.dataFields} startIcon={<ArrowLeft />}>
            {text('dotmailer.fields.title')}
          </Link>
        }
        primaryAction={
          canDelete && !field.isSystem ? (
            <Button variant="danger-light" startIcon={<Trash />} onClick={() => setDeleting(true)}>
              {text('dotmailer.action.delete')}
            </Button>
          ) : null
        }
      />
      <Layouts.Content>
        <Flex direction="column" alignItems="stretch" gap={6}>
          <Notices field={field} />
          <FieldFacts field={field} />
          <Panel
            title={text('dotmailer.fields.column.notes')}
            subtitle={text('dotmailer.fields.create.notes.hint')}
          >
            <Notes field={field} isWhole />
          </Panel>
        </Flex>
      </Layouts.Content>
      {deleting ? (
        <DeleteFieldDialog
          field={field}
          onClose={() => setDeleting(false)}
          onDeleted={() => navigate(routes.dataFields)}
        />
      ) : null}
    </>
  );
};

const StoredField = ({ id }: { id: number }) => {
  const text = useText();
  const field = useDotmailerDataFieldQuery(id, LIVE);
  return (
    <Page.Main>
      <Page.Title>{field.data?.name ?? text('dotmailer.fields.one')}</Page.Title>
      <Loaded query={field}>{(data) => <Detail field={data} />}</Loaded>
    </Page.Main>
  );
};

/** One data field. */
const DataFieldPage = () => {
  const { id } = useParams<{ id: string }>();
  return (
    <Page.Protect permissions={permissions('data-fields.read')}>
      <StoredField id={Number(id)} />
    </Page.Protect>
  );
};

export default DataFieldPage;
