import { useForm } from '@strapi/strapi/admin';
import type { ReactNode } from 'react';
import { useParams } from 'react-router-dom';
import { useDotmailerListStatusQuery } from '../../api/connection';
import { useDotmailerCollectionsQuery } from '../../api/lists';
import type { HostCollection, StoredFilter } from '../../../../contracts/marketing-lists';

/** What Strapi hands to a custom field's input. */
export type InputProps<Value> = {
  name: string;
  value: Value | null | undefined;
  onChange: (name: string, value: Value | null) => void;
  label?: ReactNode;
  hint?: ReactNode;
  error?: string;
  required?: boolean;
  disabled?: boolean;
  labelAction?: ReactNode;
};

/** The fields of a marketing list that depend on one another. */
export type ListValues = {
  collection?: string | null;
  emailField?: string | null;
  kind?: 'dynamic' | 'static' | 'manual' | null;
  filter?: StoredFilter | string | null;
  recordLocale?: string | null;
  version?: 'published' | 'draft' | null;
  snapshotAt?: string | null;
};

/** The list being edited; empty where the input is shown outside of a form. */
export const useListValues = (): ListValues =>
  (useForm('dotmailer.list', (form) => form.values, false) as ListValues | undefined) ?? {};

/** Id of the stored list being edited; null for one that is not saved yet. */
export const useListId = (): string | null => {
  const { id } = useParams();
  return id && id !== 'create' ? id : null;
};

/** The collections a list can be made of, and the one this list is made of. */
export const useListCollection = () => {
  const { collection } = useListValues();
  const query = useDotmailerCollectionsQuery();
  const collections: HostCollection[] = query.data ?? [];
  return {
    query,
    collections,
    collection: collections.find(({ uid }) => uid === collection) ?? null,
  };
};

/** Collection and e-mail field of a connected list cannot change: the server refuses it. */
export const useIsConnected = (): boolean => {
  const listId = useListId();
  const { data } = useDotmailerListStatusQuery(listId ?? '', { skip: !listId });
  return Boolean(data?.connection);
};
