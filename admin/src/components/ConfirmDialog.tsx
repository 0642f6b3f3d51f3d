import { Button, Dialog, Flex } from '@strapi/design-system';
import { WarningCircle } from '@strapi/icons';
import { useId, type ReactNode } from 'react';
import { useText } from '../text';
import { useReturnFocus } from './return-focus';

type Props = {
  title: string;
  /** What will happen: it is read out with the title. */
  children: ReactNode;
  /** What is confirmed, in a word. */
  label: string;
  isDanger: boolean;
  isRunning: boolean;
  isDisabled?: boolean;
  onConfirm: () => void;
  onClose: () => void;
};

/** Asks before something is done, and shows that it is being done; open as long as it is rendered. */
export const ConfirmDialog = (props: Props) => {
  const { title, children, label, isDanger, isRunning, isDisabled, onConfirm, onClose } = props;
  const text = useText();
  const bodyId = useId();
  const returnFocus = useReturnFocus();
  return (
    <Dialog.Root open onOpenChange={(open) => (open ? undefined : onClose())}>
      <Dialog.Content aria-describedby={bodyId} onCloseAutoFocus={returnFocus}>
        <Dialog.Header>{title}</Dialog.Header>
        <Dialog.Body id={bodyId}>
          <WarningCircle width={24} height={24} fill={isDanger ? 'danger600' : 'primary600'} />
          <Flex direction="column" alignItems="stretch" gap={4} width="100%">
            {children}
          </Flex>
        </Dialog.Body>
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
            disabled={isDisabled}
            onClick={onConfirm}
            fullWidth
          >
            {label}
          </Button>
        </Dialog.Footer>
      </Dialog.Content>
    </Dialog.Root>
  );
};
