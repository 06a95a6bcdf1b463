import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Person, Server } from 'discord-playground';
import { setStage, type Stage } from '../../harness/bot.js';

let stage: Stage;
let flat: Server;
let [manager, u2] = [] as unknown as [Person, Person];
beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

beforeEach(() => {
  [manager, u2] = stage.playground.createUsers('u1', 'u2') as [Person, Person];
  flat = stage.playground.createServer({ name: 'Flat', members: [manager, u2] });
  flat.makeManager(manager);
});

type Options = NonNullable<Parameters<ReturnType<Server['as']>['slash']>[1]>;

const settings = (options?: Options, by = manager) => flat.as(by).slash('ledger settings', options);

describe('/ledger settings', () => {
  test('shows what holds, for the manager alone', async () => {
    const shown = await settings();
    expect(shown.ephemeral).toBe(true);
    for (const line of ['Currency: INR', 'Time zone: Asia/Kolkata', 'Pings: on', 'Language: English'])
      expect(shown.text).toContain(line);
    await expect(settings(undefined, u2)).rejects.toThrow('There is no command /ledger');
  });

  test('changes what is given, says old beside new, and holds at once', async () => {
    await flat.as(u2).slash('expense add', { amount: '10', description: 'Tea', for: 'me' });
    const changed = await settings({ currency: 'usd', time_zone: 'europe/berlin', pings: 'off' });
    expect(changed.ephemeral).toBe(true);
    expect(changed.text).toContain('Currency: INR → USD');
    expect(changed.text).toContain('Time zone: Asia/Kolkata → Europe/Berlin');
    expect(changed.text).toContain('Pings: on → off');
    expect(changed.text).not.toContain('Language');
    const added = await flat.as(u2).slash('expense add', { amount: '10', description: 'Tea', for: 'me' });
    expect(added.text).toContain('$10.00');
    expect((await settings()).text).toContain('Currency: USD');
  });

  test('lets others change an expense from then on', async () => {
    await flat.as(u2).slash('expense add', { amount: '10', description: 'Tea', for: 'me' });
    const [stranger] = stage.playground.createUsers('u3');
    if (!stranger) throw new Error('nobody was made');
    flat.addMember(stranger);
    const voiding = () => flat.as(stranger).slash('expense void', { number: '1' });
    expect((await voiding()).text).toContain('Only who created it');
    await settings({ who_may_change: 'everyone' });
    expect((await voiding()).text).toContain('out of the balances');
  });

  test('is told in the history of the server', async () => {
    await settings({ currency: 'USD' });
    const history = await flat.as(u2).slash('expense history');
    expect(history.text).toMatch(/changed the settings[^]*Currency: INR → USD/);
    const verified = await flat.as(manager).slash('ledger verify');
    expect(verified.text).toContain('Every balance agrees');
  });

  test('delivered again is answered again, and changes nothing more', async () => {
    const changed = await settings({ currency: 'USD' });
    await settings({ currency: 'EUR' });
    await stage.redeliver(changed);
    expect((await settings()).text).toContain('Currency: EUR');
  });

  test.each([
    ['a currency that is none', { currency: 'XYZ' }, 'XYZ'],
    ['a city alone', { time_zone: 'Kolkata' }, 'Did you mean `Asia/Kolkata`'],
    ['a zone that is none', { time_zone: 'Mars' }, 'like `Asia/Kolkata`'],
    ['what is so already', { currency: 'INR', pings: 'on' }, 'like that already'],
  ] as const)('refuses %s, and says what to type', async (_name, options, sentence) => {
    const refused = await settings({ ...options });
    expect([refused.ephemeral, refused.text]).toEqual([true, expect.stringContaining(sentence)]);
    expect((await flat.as(u2).slash('expense history')).text).toContain('Nothing was done');
  });

  test('offers time zones and currencies while typing', async () => {
    const zones = await flat.as(manager).complete('ledger settings', 'time_zone', 'kolk');
    expect(zones).toEqual([{ name: 'Asia/Kolkata · UTC+05:30', value: 'Asia/Kolkata' }]);
  });
});
