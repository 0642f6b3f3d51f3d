import { IconButton, MenuItem, SimpleMenu } from '@strapi/design-system';
import { More } from '@strapi/icons';
import type { Member } from '../../../../contracts/marketing-lists';
import { useText } from '../../text';
import { actionLabel, isSevere, MEMBER_ACTIONS, type MemberAction } from './states';

/** It would lie over the items. The menu hands this on to its button, though its types do not say so. */
const WITHOUT_TOOLTIP = { withTooltip: false };

type Props = { member: Member; onAction: (action: MemberAction) => void };

/** What can be done for one member; nothing where there is nothing. */
export const RowMenu = ({ member, onAction }: Props) => {
  const text = useText();
  const offered = MEMBER_ACTIONS.filter((action) => member.actions.includes(action));
  if (!offered.length) return null;
  return (
    <SimpleMenu
      label={text('dotmailer.members.actionsOf', { who: member.email ?? member.label })}
      tag={IconButton}
      icon={<More />}
      variant="ghost"
      {...WITHOUT_TOOLTIP}
      popoverPlacement="bottom-end"
    >
      {offered.map((action) => (
        <MenuItem
          key={action}
          variant={isSevere(action) ? 'danger' : undefined}
          onSelect={() => onAction(action)}
        >
          {text(actionLabel(action))}
        </MenuItem>
      ))}
    </SimpleMenu>
  );
};
