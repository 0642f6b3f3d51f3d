import { getFetchClient } from '@strapi/strapi/admin';
import { dotmailerApi, queryString } from './base';

/** The name the server gave a file; it stands in quotes unless it is one word. */
const nameOf = (headers: Headers | undefined): string | undefined =>
  /filename="?([^";]+)"?/.exec(headers?.get('content-disposition') ?? '')?.[1];

const save = (file: Blob, name: string) => {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
};

type Download = { path: string; params?: object };

const statusOf = (error: unknown): number => (error as { status?: number } | null)?.status ?? 0;

const downloadApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    /** Hands a file to the browser. It does not go through the store, which keeps plain data only. */
    dotmailerDownload: build.mutation<null, Download>({
      queryFn: async ({ path, params = {} }) => {
        try {
          const { data, headers } = await getFetchClient().get(`${path}${queryString(params)}`, {
            responseType: 'blob',
          });
          save(data, nameOf(headers) ?? 'download.csv');
          return { data: null };
        } catch (error) {
          return { error: { name: 'DownloadError', message: '', status: statusOf(error) } };
        }
      },
    }),
  }),
});

export const { useDotmailerDownloadMutation } = downloadApi;
