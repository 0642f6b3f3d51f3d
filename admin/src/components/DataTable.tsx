import { Typography } from '@strapi/design-system';
import { Table } from '@strapi/strapi/admin';
import type { ComponentProps, ReactNode } from 'react';
import { useNavigate } from 'react-router-dom';

export type Column<Row> = {
  name: string;
  label: string;
  sortable?: boolean;
  cell: (row: Row) => ReactNode;
};

type Props<Row> = {
  columns: Column<Row>[];
  rows: Row[];
  isLoading?: boolean;
  /** Content and action shown in place of rows. */
  empty: ComponentProps<typeof Table.Empty>;
  /** Where a click on a row leads; the row's first cell holds the same link for the keyboard. */
  rowLink?: (row: Row) => string;
};

/** Clicks on links, buttons and switches inside a row are theirs, not the row's. */
const isInteractive = (target: EventTarget): boolean =>
  target instanceof Element && target.closest('a, button, label, input') !== null;

/** A table in Strapi's look; sorting lives in the address, as everywhere in Strapi. */
export const DataTable = <Row extends { id: number }>(props: Props<Row>) => {
  const { columns, rows, isLoading = false, empty, rowLink } = props;
  const navigate = useNavigate();
  const headers = columns.map(({ name, label, sortable }) => ({ name, label, sortable }));
  return (
    <Table.Root rows={rows} headers={headers} isLoading={isLoading}>
      <Table.Content>
        <Table.Head>
          {headers.map((header) => (
            <Table.HeaderCell key={header.name} {...header} />
          ))}
        </Table.Head>
        <Table.Empty {...empty} />
        <Table.Loading />
        <Table.Body>
          {rows.map((row) => (
            <Table.Row
              key={row.id}
              cursor={rowLink ? 'pointer' : 'default'}
              onClick={(event) => {
                if (rowLink && !isInteractive(event.target)) navigate(rowLink(row));
              }}
            >
              {columns.map((column) => (
                <Table.Cell key={column.name}>{column.cell(row)}</Table.Cell>
              ))}
            </Table.Row>
          ))}
        </Table.Body>
      </Table.Content>
    </Table.Root>
  );
};

type CellTextProps = {
  children: string;
  strong?: boolean;
  maxWidth?: string;
  textColor?: string;
};

/** One line of text in a cell; what does not fit is cut with an ellipsis and shown on hover. */
export const CellText = ({
  children,
  strong = false,
  maxWidth = '18rem',
  textColor = 'neutral800',
}: CellTextProps) => (
  <Typography
    tag="span"
    display="block"
    maxWidth={maxWidth}
    ellipsis
    title={children}
    textColor={textColor}
    fontWeight={strong ? 'semiBold' : 'regular'}
  >
    {children}
  </Typography>
);
