import { Button, Flex, Grid } from '@strapi/design-system';
import { Check } from '@strapi/icons';
import { Blocker, Form, InputRenderer, Layouts, type FormHelpers } from '@strapi/strapi/admin';
import { readProblem } from '../../api/base';
import { useDotmailerUpdateSettingsMutation } from '../../api/settings';
import { useFeedback } from '../../components/feedback';
import { Panel } from '../../components/Panel';
import { useText } from '../../text';
import { Environment, EnvironmentWarnings } from './Environment';
import {
  FIELD_OF,
  LIMITS,
  toForm,
  toSettings,
  type Field,
  type Filled,
  type FormValues,
  type NumberField,
} from './values';
import { forcedRefreshes, type SettingsAnswer } from '../../../../contracts/settings';

const SECTIONS: { name: 'schedule' | 'guard' | 'retention'; fields: Field[] }[] = [
  {
    name: 'schedule',
    fields: [
      'syncEveryMinutes',
      'reconcileHour',
      'dataFieldsEveryHours',
      'uploadPatienceMinutes',
      'forcedRefresh',
    ],
  },
  { name: 'guard', fields: ['guardMinimum', 'guardPercent'] },
  {
    name: 'retention',
    fields: ['retentionRuns', 'retentionUploads', 'retentionEvents', 'retentionAudit'],
  },
];

const ForcedRefreshInput = ({ configured }: { configured: Filled['forcedRefresh'] }) => {
  const text = useText();
  return (
    <InputRenderer
      type="enumeration"
      name="forcedRefresh"
      required
      label={text('dotmailer.settings.forcedRefresh')}
      hint={text('dotmailer.settings.forcedRefresh.hint', {
        default: text(`dotmailer.settings.forcedRefresh.${configured}`),
      })}
      options={forcedRefreshes.map((value) => ({
        value,
        label: text(`dotmailer.settings.forcedRefresh.${value}`),
      }))}
    />
  );
};

const NumberInput = ({ field, configured }: { field: NumberField; configured: number }) => {
  const text = useText();
  return (
    <InputRenderer
      type={field === 'guardPercent' ? 'decimal' : 'integer'}
      name={field}
      required
      label={text(`dotmailer.settings.${field}`)}
      hint={text(`dotmailer.settings.${field}.hint`, { default: configured })}
    />
  );
};

const Sections = ({ defaults }: { defaults: Filled }) => {
  const text = useText();
  return (
    <>
      {SECTIONS.map(({ name, fields }) => (
        <Panel
          key={name}
          title={text(`dotmailer.settings.${name}.title`)}
          subtitle={text(`dotmailer.settings.${name}.subtitle`)}
        >
          <Grid.Root gap={5}>
            {fields.map((field) => (
              <Grid.Item key={field} col={6} xs={12} direction="column" alignItems="stretch">
                {field === 'forcedRefresh' ? (
                  <ForcedRefreshInput configured={defaults.forcedRefresh} />
                ) : (
                  <NumberInput field={field} configured={defaults[field]} />
                )}
              </Grid.Item>
            ))}
          </Grid.Root>
        </Panel>
      ))}
    </>
  );
};

const useOutOfRange = () => {
  const text = useText();
  return (values: FormValues): Partial<Record<Field, string>> => {
    const fields = Object.keys(LIMITS) as NumberField[];
    const wrong = fields.filter((field) => {
      const value = values[field];
      return value === null || value < LIMITS[field].min || value > LIMITS[field].max;
    });
    return Object.fromEntries(
      wrong.map((field) => [field, text('dotmailer.form.range', LIMITS[field])])
    );
  };
};

const useSave = () => {
  const text = useText();
  const { succeeded, failed } = useFeedback();
  const outOfRange = useOutOfRange();
  const [update] = useDotmailerUpdateSettingsMutation();

  return async (values: FormValues, { setErrors }: FormHelpers<FormValues>) => {
    const wrong = outOfRange(values);
    if (Object.keys(wrong).length) return setErrors(wrong);
    const result = await update(toSettings(values as Filled));
    if (!('error' in result)) return succeeded(text('dotmailer.settings.saved'));
    const fields = Object.entries(readProblem(result.error).fields).map(
      ([name, message]) => [FIELD_OF[name] ?? name, message] as const
    );
    if (fields.length) setErrors(Object.fromEntries(fields));
    else failed(result.error);
  };
};

/** Settings an administrator changes live; each wins over the site's configuration. */
export const SettingsForm = ({ answer }: { answer: SettingsAnswer }) => {
  const text = useText();
  const save = useSave();
  const { settings, defaults, environment } = answer;
  return (
    <Form<FormValues> method="PUT" initialValues={toForm(settings)} onSubmit={save}>
      {({ modified, isSubmitting }) => (
        <>
          <Layouts.Header
            title={text('dotmailer.settings.header')}
            subtitle={text('dotmailer.settings.subtitle')}
            primaryAction={
              <Button
                type="submit"
                startIcon={<Check />}
                disabled={!modified}
                loading={isSubmitting}
                fullWidth
              >
                {text('dotmailer.action.save')}
              </Button>
            }
          />
          <Layouts.Content>
            <Flex direction="column" alignItems="stretch" gap={6}>
              <EnvironmentWarnings environment={environment} />
              <Sections defaults={toForm(defaults)} />
              <Environment environment={environment} />
            </Flex>
          </Layouts.Content>
          <Blocker />
        </>
      )}
    </Form>
  );
};
