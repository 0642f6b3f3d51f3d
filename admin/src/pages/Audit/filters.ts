import type { Filters } from '@strapi/strapi/admin';
import { auditActions, namelessActors } from '../../../../contracts/audit';
import { useDotmailerAuditActorsQuery } from '../../api/audit';
import { useChoiceFilter } from '../../components/choice-filter';
import { useText } from '../../text';

export const FILTERS = ['action', 'actor', 'from', 'to'] as const;

/** What the trail can be filtered by: what was done, by whom, and the days between which. */
export const useFilterOptions = (): Filters.Filter[] => {
  const text = useText();
  const choice = useChoiceFilter();
  const { data: actors = [] } = useDotmailerAuditActorsQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  const day = (name: string, label: string): Filters.Filter => ({
    name,
    label,
    type: 'date',
    operators: [{ label: text('dotmailer.filter.is'), value: '$eq' }],
  });
  const actorLabel = (value: string): string => {
    const nameless = namelessActors.find((known) => known === value);
    return nameless ? text(`dotmailer.audit.actor.${nameless}`) : value;
  };
  return [
    choice(
      'action',
      text('dotmailer.audit.column.what'),
      auditActions.map((value) => ({ value, label: text(`dotmailer.audit.action.${value}`) }))
    ),
    choice(
      'actor',
      text('dotmailer.audit.column.who'),
      actors.map(({ value, email }) => ({ value, label: email ?? actorLabel(value) }))
    ),
    day('from', text('dotmailer.audit.filter.from')),
    day('to', text('dotmailer.audit.filter.to')),
  ];
};

/** The first and the last moment of a day (`2026-11-30`) where the person is. */
export const beginningOf = (day: string | undefined): string | undefined => momentOf(day, 0, 0);
export const endOf = (day: string | undefined): string | undefined => momentOf(day, 1, -1);

const momentOf = (day: string | undefined, days: number, ms: number): string | undefined => {
  const [year, month, date] = (day ?? '').split('-').map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + days, 0, 0, 0, ms).toISOString();
};
