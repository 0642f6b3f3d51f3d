import type { RowProblem } from '../../core/mapping/check-rows';
import type { MappingRow } from '../../core/mapping/mapping';
import { twoWaySource } from '../../core/mapping/problems';
import { notFound, Problem, type PlacedProblem } from '../../core/problem';
import { collectionName } from '../../store/mapping-sources';
import type { Mapping, WantedMapping } from '../../store/mappings';
import type { Deps } from '../deps';
import { compareAgain } from './compare-again';
import { knownFields, resolveRows } from './resolve';

/** What is stored, and how many members are compared again because of it. */
export type SavedMapping = { mapping: Mapping; comparedAgain: number };

/**
 * Stores a mapping: a new one, or in place of the one of this id. The members it concerns are
 * compared by the next synchronisation; only values that differ travel.
 * @throws Problem NOT_FOUND, INVALID with what is wrong per row, or NAME_TAKEN when the collection
 * has a mapping of this integration already.
 */
export const saveMapping = async (
  deps: Deps,
  wanted: WantedMapping,
  id: number | null
): Promise<SavedMapping> => {
  const { integrations, mappings } = deps.repositories;
  const integration = await integrations.find(wanted.integrationId);
  if (!integration) throw new Problem('INVALID', 'Choose an integration', 'integrationId');
  if (collectionName(deps.repositories.db, wanted.collection) === null)
    throw new Problem('INVALID', 'Choose a collection', 'collection');
  await demandSound(deps, wanted);
  const before = id === null ? null : await mappings.find(id);
  if (id !== null && !before) throw notFound('The mapping');

  const saved = id === null ? await mappings.create(wanted) : await mappings.update(id, wanted);
  if (saved === 'gone') throw notFound('The mapping');
  if (saved === null || saved === 'taken')
    throw new Problem(
      'NAME_TAKEN',
      `${integration.name} has a mapping of this collection already`,
      'collection'
    );
  const places = before && !samePlace(before, saved) ? [saved, before] : [saved];
  return { mapping: saved, comparedAgain: await compareAgain(deps, places) };
};

type Place = Pick<Mapping, 'integrationId' | 'collection'>;

const samePlace = (a: Place, b: Place): boolean =>
  a.integrationId === b.integrationId && a.collection === b.collection;

const demandSound = async (deps: Deps, wanted: WantedMapping): Promise<void> => {
  const fields = await knownFields(deps, wanted.integrationId);
  const addresses = await addressesOf(deps, wanted.collection);
  const problems = resolveRows(deps, wanted.collection, wanted.rows, fields).flatMap(
    ({ row, problems: wrong }, index) =>
      [...wrong, ...addressProblems(row, addresses)].map((one) => placed(one, index))
  );
  const [first] = problems;
  if (first) throw new Problem('INVALID', first.message, null, problems);
};

/** Attributes of a collection that connected lists read addresses from. */
const addressesOf = async ({ repositories }: Deps, collection: string): Promise<Set<string>> => {
  const open = await repositories.connections.allOpen();
  return new Set(open.flatMap((one) => (one.collection === collection ? [one.emailField] : [])));
};

/** The address is what a contact is found by: it is never overwritten. */
const addressProblems = (
  { dataField, sources, twoWay }: MappingRow,
  addresses: Set<string>
): RowProblem[] =>
  twoWay && sources.some((source) => addresses.has(source))
    ? [{ part: 'twoWay', problem: twoWaySource(dataField) }]
    : [];

const placed = (wrong: RowProblem, index: number): PlacedProblem => {
  const source = wrong.part === 'sources' && wrong.source !== null ? [wrong.source] : [];
  return { ...wrong.problem, path: ['rows', index, wrong.part, ...source] };
};
