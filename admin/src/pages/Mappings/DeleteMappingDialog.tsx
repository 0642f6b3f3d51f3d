import { useDotmailerDeleteMappingMutation } from '../../api/mappings';
import { ConfirmDialog } from '../../components/ConfirmDialog';
import { useFeedback } from '../../components/feedback';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import type { Mapping } from '../../../../contracts/mappings';

type Props = { mapping: Mapping; onClose: () => void };

/** Asks before a mapping is deleted, and says that nothing is taken away at the vendor. */
export const DeleteMappingDialog = ({ mapping, onClose }: Props) => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const [remove, { isLoading }] = useDotmailerDeleteMappingMutation();
  const names = { collection: mapping.collectionName, integration: mapping.integrationName };

  const confirm = async () => {
    const result = await remove(mapping.id);
    if ('error' in result) return failed(result.error);
    succeeded(text('dotmailer.mappings.deleted', { ...names, count: result.data.comparedAgain }));
    onClose();
  };
  return (
    <ConfirmDialog
      title={text('dotmailer.mappings.delete', names)}
      label={text('dotmailer.action.delete')}
      isDanger
      isRunning={isLoading}
      onConfirm={confirm}
      onClose={onClose}
    >
      <Words tag="p" textColor="neutral800">
        {text('dotmailer.mappings.deletion.effect', { ...names, count: mapping.rows.length })}
      </Words>
      <Words tag="p" textColor="neutral800">
        {text('dotmailer.mappings.deletion.kept')}
      </Words>
    </ConfirmDialog>
  );
};
