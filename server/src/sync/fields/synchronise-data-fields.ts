import { remark } from '../../core/remarks';
import { fieldDiffers, type DataField, type ListedField } from '../../store/data-fields';
import { compareAgain } from '../mappings/compare-again';
import { makeFirstMappings } from '../mappings/default-mappings';
import type { StepRecorder, SyncContext } from '../context';

const HOUR_MS = 3_600_000;

/** Whether a synchronisation should read the data fields: the interval of the settings has passed. */
export const dataFieldsDue = async ({
  deps,
  integration,
}: Pick<SyncContext, 'deps' | 'integration'>): Promise<boolean> => {
  const { dataFieldsEveryHours } = await deps.repositories.settings.effective();
  const last = integration.fieldsSyncedAt;
  return last === null || deps.clock.now() - last >= dataFieldsEveryHours * HOUR_MS;
};

/**
 * Takes over the account's data fields: new ones, new types and defaults, fields that are back. A
 * field the listing no longer has is flagged and keeps its notes; an empty listing changes nothing.
 * The first time, the default mappings are made.
 */
export const synchroniseDataFields = async (
  { deps, integration, account, lease }: Omit<SyncContext, 'run'>,
  step: StepRecorder
): Promise<void> => {
  const { dataFields, integrations } = deps.repositories;
  // Known before the listing: a field that somebody creates meanwhile is missing from neither.
  const known = await dataFields.ofIntegration(integration.id);
  const listed: ListedField[] = await account.dataFields.list({ signal: lease.signal });
  if (listed.length === 0) {
    step.warn(remark('fields-empty'));
    return;
  }
  const before = new Map(known.map((field) => [field.name, field]));
  const changed = listed.filter((field) => isNews(field, before.get(field.name)));
  await dataFields.upsert(integration.id, changed, deps.clock.now());
  step.count('listed', listed.length);
  for (const field of changed) tell(step, field, before.get(field.name));

  const there = new Set(listed.map((field) => field.name));
  const vanished = known.filter((field) => field.vanishedAt === null && !there.has(field.name));
  await dataFields.markVanished(
    vanished.map((field) => field.id),
    deps.clock.now()
  );
  step.count('vanished', vanished.length);
  for (const field of vanished) step.warn(remark('field-vanished', { field: field.name }));
  // What mappings could not fill before, or no longer can: a new field is in none yet.
  if (vanished.length > 0 || changed.some(({ name }) => before.has(name)))
    await compareAgain(deps, await deps.repositories.mappings.ofIntegration(integration.id));
  if (integration.fieldsSyncedAt === null)
    step.count('mappings', await makeFirstMappings(deps, integration.id));
  await integrations.markFieldsSynced(integration.id, deps.clock.now());
};

const isNews = (field: ListedField, before: DataField | undefined): boolean =>
  before === undefined || before.vanishedAt !== null || fieldDiffers(field, before);

const tell = (step: StepRecorder, field: ListedField, before: DataField | undefined): void => {
  if (before === undefined) return step.count('added');
  step.count(before.vanishedAt === null ? 'updated' : 'returned');
  if (before.type !== field.type)
    step.warn(
      remark('field-type-changed', { field: field.name, type: field.type, before: before.type })
    );
};
