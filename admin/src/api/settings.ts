import type { Settings, SettingsAnswer } from '../../../contracts/settings';
import { dotmailerApi, unwrap } from './base';

const settingsApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerSettings: build.query<SettingsAnswer, void>({
      query: () => '/dotmailer/settings',
      transformResponse: unwrap<SettingsAnswer>,
      providesTags: ['DotmailerSettings'],
    }),
    dotmailerUpdateSettings: build.mutation<unknown, Settings>({
      query: (data) => ({ url: '/dotmailer/settings', method: 'PUT', data }),
      invalidatesTags: (_, error) => (error ? [] : ['DotmailerSettings']),
    }),
  }),
});

export const { useDotmailerSettingsQuery, useDotmailerUpdateSettingsMutation } = settingsApi;
