import { Database, Earth, Files, Filter, Mail } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';
import type { ComponentType } from 'react';
import { PLUGIN_ID } from './plugin-id';

type CustomField = Extract<
  Parameters<StrapiApp['customFields']['register']>[0],
  { pluginId?: string }
>;

/** Strapi types inputs as components without props, but hands them the field's value and handlers. */
const input = (load: () => Promise<{ default: ComponentType<never> }>) =>
  load as CustomField['components']['Input'];

/** The inputs of a marketing list, as the server registers them (server/src/register.ts). */
export const customFields: CustomField[] = [
  {
    name: 'collection',
    pluginId: PLUGIN_ID,
    type: 'string',
    icon: Database,
    intlLabel: { id: 'dotmailer.field.collection', defaultMessage: 'Collection of people' },
    intlDescription: {
      id: 'dotmailer.field.collection.description',
      defaultMessage: 'The collection a marketing list is made of',
    },
    components: { Input: input(() => import('./content-manager/custom-fields/CollectionInput')) },
  },
  {
    name: 'email-field',
    pluginId: PLUGIN_ID,
    type: 'string',
    icon: Mail,
    intlLabel: { id: 'dotmailer.field.email', defaultMessage: 'E-mail field' },
    intlDescription: {
      id: 'dotmailer.field.email.description',
      defaultMessage: 'Where the e-mail address of a person is found',
    },
    components: { Input: input(() => import('./content-manager/custom-fields/EmailFieldInput')) },
  },
  {
    name: 'filter',
    pluginId: PLUGIN_ID,
    type: 'json',
    icon: Filter,
    intlLabel: { id: 'dotmailer.field.filter', defaultMessage: 'Filter of people' },
    intlDescription: {
      id: 'dotmailer.field.filter.description',
      defaultMessage: 'Which records of the collection are members',
    },
    components: { Input: input(() => import('./content-manager/custom-fields/FilterInput')) },
  },
  {
    name: 'record-locale',
    pluginId: PLUGIN_ID,
    type: 'string',
    icon: Earth,
    intlLabel: { id: 'dotmailer.field.record-locale', defaultMessage: 'Locale of the records' },
    intlDescription: {
      id: 'dotmailer.field.record-locale.description',
      defaultMessage: 'The one locale a marketing list reads',
    },
    components: { Input: input(() => import('./content-manager/custom-fields/RecordLocaleInput')) },
  },
  {
    name: 'record-version',
    pluginId: PLUGIN_ID,
    type: 'enumeration',
    icon: Files,
    intlLabel: { id: 'dotmailer.field.record-version', defaultMessage: 'Version of the records' },
    intlDescription: {
      id: 'dotmailer.field.record-version.description',
      defaultMessage: 'Published or draft: which version a marketing list reads',
    },
    components: {
      Input: input(() => import('./content-manager/custom-fields/RecordVersionInput')),
    },
  },
];
