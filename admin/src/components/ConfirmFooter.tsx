import { Button, Dialog } from '@strapi/design-system';
import { useText } from '../text';

type Props = {
  /** What is confirmed, in a word. */
  label: string;
  isDanger: boolean;
  isRunning: boolean;
  onConfirm: () => void;
};

/** Cancel beside the one thing a dialog asks for, which shows that it is at work. */
export const ConfirmFooter = ({ label, isDanger, isRunning, onConfirm }: Props) => {
  const text = useText();
  return (
    <Dialog.Footer>
      <Dialog.Cancel>
        <Button type="button" variant="tertiary" fullWidth>
          {text('dotmailer.action.cancel')}
        </Button>
      </Dialog.Cancel>
      <Button
        type="button"
        variant={isDanger ? 'danger-light' : 'default'}
        loading={isRunning}
        onClick={onConfirm}
        fullWidth
      >
        {label}
      </Button>
    </Dialog.Footer>
  );
};
