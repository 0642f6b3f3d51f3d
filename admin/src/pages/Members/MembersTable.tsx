import { Button, Flex, Typography } from '@strapi/design-system';
import { Table } from '@strapi/strapi/admin';
import type { ComponentProps } from 'react';
import type { Member } from '../../../../contracts/marketing-lists';
import { CellText } from '../../components/DataTable';
import { RelativeDate } from '../../components/RelativeDate';
import { useText } from '../../text';
import type { Asked } from './ActionDialog';
import { Email, RecordLink, State } from './cells';
import { RowMenu } from './RowMenu';
import { actionLabel, isSevere, MEMBER_ACTIONS } from './states';

/** Strapi's table needs an `id`: a record can be in the table once only. */
export type Row = Member & { id: string };

type Props = {
  rows: Row[];
  isLoading: boolean;
  selected: Row[];
  onSelect: (rows: Row[]) => void;
  onAsk: (asked: Asked) => void;
  /** The viewer's role may not read the e-mails. */
  emailsHidden: boolean;
  /** Address of a record's edit view; null when the collection is not known. */
  recordLink: (member: Member) => string | null;
  empty: ComponentProps<typeof Table.Empty>;
};

const useHeaders = () => {
  const text = useText();
  return (['record', 'email', 'state', 'since', 'exported', 'vendor'] as const).map((name) => ({
    name,
    label: text(`dotmailer.members.column.${name}`),
  }));
};

/** Actions at least one of the selected members offers, each for those members only. */
const BulkActions = ({ selected, onAsk }: Pick<Props, 'selected' | 'onAsk'>) => {
  const text = useText();
  const offered = MEMBER_ACTIONS.map((action) => ({
    action,
    members: selected.filter((member) => member.actions.includes(action)),
  })).filter(({ members }) => members.length > 0);
  return (
    <Flex gap={2} wrap="wrap">
      {offered.map(({ action, members }) => (
        <Button
          key={action}
          size="S"
          variant={isSevere(action) ? 'danger-light' : 'secondary'}
          onClick={() => onAsk({ action, members })}
        >
          {text('dotmailer.members.bulk', {
            action: text(actionLabel(action)),
            count: members.length,
          })}
        </Button>
      ))}
    </Flex>
  );
};

/** The members of a list with what can be done for one, or for those ticked. */
export const MembersTable = (props: Props) => {
  const { rows, isLoading, selected, onSelect, onAsk, emailsHidden, recordLink, empty } = props;
  const text = useText();
  const headers = useHeaders();
  return (
    <Table.Root
      rows={rows}
      headers={headers}
      isLoading={isLoading}
      selectedRows={selected}
      onSelectedRowsChange={onSelect}
    >
      <Flex direction="column" alignItems="stretch" gap={4}>
        <Table.ActionBar>
          <BulkActions selected={selected} onAsk={onAsk} />
        </Table.ActionBar>
        <Table.Content>
          <Table.Head>
            <Table.HeaderCheckboxCell />
            {headers.map((header) => (
              <Table.HeaderCell key={header.name} {...header} />
            ))}
          </Table.Head>
          <Table.Empty {...empty} />
          <Table.Loading />
          <Table.Body>
            {rows.map((row) => (
              <Table.Row key={row.id} cursor="default">
                <Table.CheckboxCell id={row.id} />
                <Table.Cell>
                  <RecordLink member={row} to={recordLink(row)} />
                </Table.Cell>
                <Table.Cell>
                  <Email member={row} hidden={emailsHidden} />
                </Table.Cell>
                <Table.Cell>
                  <State member={row} />
                </Table.Cell>
                <Table.Cell>{row.since ? <RelativeDate value={row.since} /> : <None />}</Table.Cell>
                <Table.Cell>
                  <RelativeDate value={row.lastExportedAt} />
                </Table.Cell>
                <Table.Cell>
                  {row.vendorStatus ? <CellText>{row.vendorStatus}</CellText> : <None />}
                </Table.Cell>
                <Table.Cell>
                  <Flex
                    justifyContent="flex-end"
                    aria-label={text('dotmailer.members.column.actions')}
                  >
                    <RowMenu
                      member={row}
                      onAction={(action) => onAsk({ action, members: [row] })}
                    />
                  </Flex>
                </Table.Cell>
              </Table.Row>
            ))}
          </Table.Body>
        </Table.Content>
      </Flex>
    </Table.Root>
  );
};

const None = () => <Typography textColor="neutral600">–</Typography>;
