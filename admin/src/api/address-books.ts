import type {
  AddressBook,
  AddressBookPage,
  CreateAddressBook,
  FindAddressBooks,
} from '../../../contracts/address-books';
import { dotmailerApi, queryString, unwrap } from './base';

const addressBooksApi = dotmailerApi.injectEndpoints({
  endpoints: (build) => ({
    dotmailerAddressBooks: build.query<AddressBookPage, FindAddressBooks>({
      query: (params) => `/dotmailer/address-books${queryString(params)}`,
      transformResponse: unwrap<AddressBookPage>,
      providesTags: ['DotmailerAddressBook'],
    }),
    dotmailerCreateAddressBook: build.mutation<AddressBook, CreateAddressBook>({
      query: (data) => ({ url: '/dotmailer/address-books', method: 'POST', data }),
      transformResponse: unwrap<AddressBook>,
      invalidatesTags: (_, error) => (error ? [] : ['DotmailerAddressBook']),
    }),
  }),
});

export const { useDotmailerAddressBooksQuery, useDotmailerCreateAddressBookMutation } =
  addressBooksApi;
