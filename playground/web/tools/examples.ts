import type { DemoWorldName } from '../../page/protocol.js';

/** A command as somebody in a demo world types it. */
export interface Example {
  /** The person's place in the world, from 0. */
  readonly person: number;
  readonly command: string;
  /** `@1` stands for the first person of the world, `@Drivers` for the role. */
  readonly options: Readonly<Record<string, string>>;
}

const balances: Example = { person: 0, command: 'balances', options: {} };

/** What is typed in each demo world, to be watched. */
export const examples: Readonly<Record<DemoWorldName, readonly Example[]>> = {
  /** The three that the project began with: equal, exact, percent. */
  flat: [
    {
      person: 0,
      command: 'expense add',
      options: { amount: '1000', description: 'Electricity bill', for: '@1 @2 @3 @4' },
    },
    {
      person: 0,
      command: 'expense add',
      options: { amount: '1250', description: 'Flipkart sale', for: '@2 370 @3 880' },
    },
    {
      person: 3,
      command: 'expense add',
      options: { amount: '1200', description: 'Dinner', for: '@1 40% @2 20% @3 20% @4 20%' },
    },
    balances,
  ],
  /** Rupees before they leave, rupiah there; a role that shares, and weights. */
  trip: [
    {
      person: 0,
      command: 'expense add',
      options: { amount: '1,44,000', description: 'Flights', for: '@everyone' },
    },
    {
      person: 3,
      command: 'expense add',
      options: { amount: '900000', description: 'Scooters', for: '@Drivers', currency: 'IDR' },
    },
    {
      person: 1,
      command: 'expense add',
      options: { amount: '1250000', description: 'Seafood', for: '@1 x2 @2 x2 @5 x1', currency: 'IDR' },
    },
    { person: 1, command: 'balances', options: { member: '@2' } },
  ],
  /** One bill for a thousand, and what one of them owes. */
  event: [
    {
      person: 0,
      command: 'expense add',
      options: { amount: '5,00,000', description: 'Hall', for: '@everyone' },
    },
    { person: 41, command: 'balances', options: { member: '@42' } },
  ],
};
