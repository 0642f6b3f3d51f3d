import { Flex, Link, Typography } from '@strapi/design-system';
import { NavLink } from 'react-router-dom';
import type { Member } from '../../../../contracts/marketing-lists';
import { CellText } from '../../components/DataTable';
import { StatusBadge } from '../../components/StatusBadge';
import { Words } from '../../components/Words';
import { useText, type TextKey } from '../../text';
import { MEMBER_STATES } from './states';
import { ValueRemarks } from './ValueRemarks';

/** The record, leading to its edit view. */
export const RecordLink = ({ member, to }: { member: Member; to: string | null }) => {
  const label = member.label || member.documentId;
  if (!to) return <CellText maxWidth="16rem">{label}</CellText>;
  return (
    <Link tag={NavLink} to={to}>
      <CellText maxWidth="16rem" textColor="primary600">
        {label}
      </CellText>
    </Link>
  );
};

/** The whole address, however long: it is what tells two people apart. */
export const Email = ({ member, hidden }: { member: Member; hidden: boolean }) => {
  const text = useText();
  if (member.email) {
    return (
      <Words tag="span" display="block" minWidth="18rem" textColor="neutral800">
        {member.email}
      </Words>
    );
  }
  return (
    <Typography textColor="neutral600">
      {text(hidden ? 'dotmailer.members.hiddenEmail' : 'dotmailer.members.noEmail')}
    </Typography>
  );
};

const SCOPES: Record<NonNullable<Member['optOut']>['scope'], TextKey> = {
  list: 'dotmailer.members.scope.list',
  book: 'dotmailer.members.scope.book',
  account: 'dotmailer.members.scope.account',
};

/** Who took the person off, and what became of asking them again. */
const useOptOutWords = () => {
  const text = useText();
  return ({ source, scope, resubscribe }: NonNullable<Member['optOut']>): string => {
    if (resubscribe === 'challenged') return text('dotmailer.members.challenged');
    if (resubscribe === 'refused') return text('dotmailer.members.resubscribeRefused');
    return source === 'editor'
      ? text('dotmailer.members.byEditor')
      : text('dotmailer.members.byVendor', { scope: text(SCOPES[scope]) });
  };
};

/** The state in a word, with the reason below it. */
export const StateWords = ({
  state,
  reason,
  optOut,
}: Pick<Member, 'state' | 'reason' | 'optOut'>) => {
  const text = useText();
  const optOutWords = useOptOutWords();
  const words = optOut ? optOutWords(optOut) : reason;
  return (
    <>
      <StatusBadge variant={MEMBER_STATES[state]}>
        {text(`dotmailer.members.state.${state}`)}
      </StatusBadge>
      {words && (
        <Words variant="pi" textColor="neutral600">
          {words}
        </Words>
      )}
    </>
  );
};

/** The state, and what is to be said about single values. */
export const State = ({ member }: { member: Member }) => (
  <Flex direction="column" alignItems="flex-start" gap={1} maxWidth="28rem">
    <StateWords {...member} />
    <ValueRemarks member={member} />
  </Flex>
);
