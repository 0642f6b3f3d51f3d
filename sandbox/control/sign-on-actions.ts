import type { ControlAction } from './actions';

/** The levers of single sign-on, as `/control` offers them. */
export const signOnActions: ControlAction[] = [
  {
    name: 'addClient',
    run: ({ account, args }) =>
      account.addClient(
        args.text('clientId'),
        args.text('clientSecret'),
        args.optionalText('callback') ?? null
      ),
  },
  {
    name: 'addPerson',
    run: ({ account, args }) =>
      account.addPerson(args.text('email'), args.text('password'), args.text('name')),
  },
  {
    name: 'revokeGrants',
    run: ({ account, args }) => account.revokeGrants(args.optionalText('email')),
  },
  { name: 'grants', run: ({ account }) => account.grants() },
];
