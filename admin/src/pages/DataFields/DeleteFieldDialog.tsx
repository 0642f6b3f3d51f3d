import { Box } from '@strapi/design-system';
import { useState } from 'react';
import { useIntl } from 'react-intl';
import { useDotmailerDeleteDataFieldMutation } from '../../api/data-fields';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useFeedback } from '../../components/feedback';
import { Notice } from '../../components/Notice';
import { Words } from '../../components/Words';
import { useText, type TextKey } from '../../text';
import type { DataField, DataFieldDeletion } from '../../../../contracts/data-fields';

type Dependencies = DataFieldDeletion['dependencies'];

/** Kinds of objects the vendor names in its documents. */
const KINDS: Record<string, TextKey> = {
  AddressBook: 'dotmailer.fields.dependency.AddressBook',
  Campaign: 'dotmailer.fields.dependency.Campaign',
  CampaignLink: 'dotmailer.fields.dependency.CampaignLink',
  CampaignTemplate: 'dotmailer.fields.dependency.CampaignTemplate',
  ContactLabel: 'dotmailer.fields.dependency.ContactLabel',
  DynamicContent: 'dotmailer.fields.dependency.DynamicContent',
  DynamicContentRule: 'dotmailer.fields.dependency.DynamicContentRule',
  MicrositePage: 'dotmailer.fields.dependency.MicrositePage',
  Survey: 'dotmailer.fields.dependency.Survey',
  SurveyQuestion: 'dotmailer.fields.dependency.SurveyQuestion',
};

const useDependencyText = () => {
  const text = useText();
  return (dependency: Dependencies[number]): string => {
    if (typeof dependency === 'string') return dependency;
    const { type, objectId } = dependency;
    const kind = KINDS[type];
    return [kind ? text(kind) : type, objectId ?? ''].join(' ').trim();
  };
};

const InUse = ({ dependencies }: { dependencies: Dependencies }) => {
  const text = useText();
  const dependencyText = useDependencyText();
  return (
    <Notice variant="danger" title={text('dotmailer.fields.deletion.inUse')}>
      <Words tag="p">{text('dotmailer.fields.deletion.inUse.body')}</Words>
      <Box tag="ul" paddingInlineStart={3} style={{ listStyle: 'disc' }}>
        {dependencies.map(dependencyText).map((words) => (
          <li key={words}>{words}</li>
        ))}
      </Box>
    </Notice>
  );
};

const Mappings = ({ usedBy }: Pick<DataField, 'usedBy'>) => {
  const text = useText();
  const { formatList } = useIntl();
  if (!usedBy.length) return null;
  const names = formatList(usedBy.map(({ collectionName }) => collectionName));
  return (
    <Words tag="p">
      {text('dotmailer.fields.deletion.mappings', { count: usedBy.length, names })}
    </Words>
  );
};

type Props = { field: DataField; onClose: () => void; onDeleted?: () => void };

/** Asks before a data field is deleted at the vendor, and shows what keeps it there. */
export const DeleteFieldDialog = ({ field, onClose, onDeleted }: Props) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [remove, { isLoading }] = useDotmailerDeleteDataFieldMutation();
  const [dependencies, setDependencies] = useState<Dependencies | null>(null);

  const confirm = async () => {
    const result = await remove(field.id);
    if ('error' in result) return failed(result.error);
    if (!result.data.deleted) return setDependencies(result.data.dependencies);
    succeeded(text('dotmailer.fields.deleted', { name: field.name }));
    onClose();
    onDeleted?.();
  };

  return (
    <ConfirmDialog
      title={text('dotmailer.fields.delete', { name: field.name })}
      label={text(dependencies ? 'dotmailer.action.retry' : 'dotmailer.action.delete')}
      isDanger
      isRunning={isLoading}
      onConfirm={confirm}
      onClose={onClose}
    >
      {dependencies ? (
        <InUse dependencies={dependencies} />
      ) : (
        <>
          <Words tag="p">
            {text(
              field.vanishedAt
                ? 'dotmailer.fields.deletion.ask.vanished'
                : 'dotmailer.fields.deletion.ask',
              { name: field.name }
            )}
          </Words>
          <Mappings usedBy={field.usedBy} />
        </>
      )}
    </ConfirmDialog>
  );
};
