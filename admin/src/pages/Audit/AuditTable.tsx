import { Flex, Link, Typography } from '@strapi/design-system';
import type { ComponentProps } from 'react';
import { NavLink } from 'react-router-dom';
import type { AuditEntry } from '../../../../contracts/audit';
import { CellText, DataTable, type Column } from '../../components/DataTable';
import { RelativeDate } from '../../components/RelativeDate';
import { Words } from '../../components/Words';
import { useText } from '../../text';
import { useSubjectLink } from './subject-link';
import { kindText, useActorText, useDetailsText } from './words';

type Props = {
  entries: AuditEntry[];
  isLoading: boolean;
  empty: ComponentProps<typeof DataTable>['empty'];
};

const Subject = ({ subject }: Pick<AuditEntry, 'subject'>) => {
  const text = useText();
  const linkOf = useSubjectLink();
  if (!subject) return <Typography textColor="neutral600">–</Typography>;
  const link = linkOf(subject);
  return (
    <Flex direction="column" alignItems="flex-start">
      {link ? (
        <Link tag={NavLink} to={link}>
          <CellText textColor="primary600">{subject.name}</CellText>
        </Link>
      ) : (
        <CellText>{subject.name}</CellText>
      )}
      <Typography variant="pi" textColor="neutral600">
        {text(kindText(subject.kind))}
        {subject.exists ? null : ` (${text('dotmailer.audit.gone')})`}
      </Typography>
    </Flex>
  );
};

const What = ({ entry }: { entry: AuditEntry }) => {
  const text = useText();
  const detailsText = useDetailsText();
  const details = detailsText(entry.details);
  return (
    <Flex direction="column" alignItems="flex-start" maxWidth="36rem">
      <Words textColor="neutral800">{text(`dotmailer.audit.action.${entry.action}`)}</Words>
      {details ? (
        <Words variant="pi" textColor="neutral600">
          {details}
        </Words>
      ) : null}
    </Flex>
  );
};

/** Who did what to what, the latest first. */
export const AuditTable = ({ entries, isLoading, empty }: Props) => {
  const text = useText();
  const actorText = useActorText();
  const columns: Column<AuditEntry>[] = [
    {
      name: 'at',
      label: text('dotmailer.audit.column.when'),
      cell: (entry) => <RelativeDate value={entry.at} />,
    },
    {
      name: 'actor',
      label: text('dotmailer.audit.column.who'),
      cell: (entry) => <CellText>{actorText(entry.actor)}</CellText>,
    },
    {
      name: 'action',
      label: text('dotmailer.audit.column.what'),
      cell: (entry) => <What entry={entry} />,
    },
    {
      name: 'subject',
      label: text('dotmailer.audit.column.subject'),
      cell: (entry) => <Subject subject={entry.subject} />,
    },
  ];
  return <DataTable columns={columns} rows={entries} isLoading={isLoading} empty={empty} />;
};
