import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ButtonStyle, ComponentType, MessageFlags } from 'discord-api-types/v10';
import type { MessageView, Person, Server } from 'discord-playground';
import { debtLines, makeFlat, setStage, type Stage } from '../harness/bot.js';
import { postAsBot } from '../harness/post-as-bot.js';

let stage: Stage;
let flat: Server;
let u1: Person, u2: Person;

beforeAll(async () => {
  stage = await setStage();
  const { flat: made, people } = makeFlat(stage.playground);
  flat = made;
  [u1, u2] = people;
  flat.makeManager(u1);
  const options = { amount: '100', description: 'Old tea', for: u2.mention, category: 'food' };
  await flat.as(u1).slash('expense add', options);
});
afterAll(() => stage.close());

/** A message of the bot as it stood in a channel in an earlier release, with one component. */
function postOldMessage(component: object): Promise<MessageView> {
  return postAsBot(stage.playground, flat, {
    flags: MessageFlags.IsComponentsV2,
    components: [
      { type: ComponentType.TextDisplay, content: 'An old message' },
      { type: ComponentType.ActionRow, components: [component] },
    ],
  });
}

/** A piece of a state, as the second format has it. */
function behindLength(piece: string): string {
  return piece.length.toString(36) + piece;
}

async function pressOld(customId: string): Promise<string> {
  const button = {
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label: 'Old',
    custom_id: customId,
  };
  const message = await postOldMessage(button);
  const answer = await flat.as(u1).press(message, 'Old');
  if (answer.modal) return answer.modal.title;
  return [answer.text, ...answer.files.map(({ content }) => content)].join('\n');
}

describe('a button of an older message', () => {
  test.each([
    ['1|es|show|1', 'Old tea'],
    ['1|es|share|1', 'Shared by'],
    ['1|el|page|b9||||||', 'Old tea'],
    ['1|el|file|||||||', 'Old tea'],
    ['1|el|share|||||||Old', 'Old tea'],
    ['1|b|page|0|||', '₹100.00'],
    ['1|b|file|0|||INR', 'INR'],
    ['1|b|why|0|||', 'Which balance'],
    ['1|b|share|0|||', 'Shared by'],
    ['1|pe|open', 'Your profile'],
    // Of the release before changes of expenses. Each piece stands behind its length.
    ['2|es|show|11', 'Old tea'],
    ['2|es|share|11', 'Shared by'],
    ['2|el|page|0000000', 'Old tea'],
    ['2|el|page|2B20000004food', 'Old tea'],
    ['2|el|page|2A00000000', 'Old tea'],
    ['2|el|file|0000000', 'Old tea'],
    ['2|el|share|0000003Old', 'Shared by'],
    ['2|b|page|10000', '₹100.00'],
    ['2|b|page|19003INR', '₹100.00'],
    ['2|b|file|10003INR', 'INR'],
    ['2|b|share|10000', 'Shared by'],
    ['2|b|why|10000', 'Which balance'],
    ['2|pe|open|', 'Your profile'],
    // Of the release before payments.
    ['2|el|page|4D0220000000', 'Old tea'],
    ['2|el|page|4C0100000000', 'Old tea'],
    ['2|el|page|2B21v0004food0', 'Old tea'],
    ['2|el|file|01v000000', 'Old tea'],
    ['2|es|show|12', 'no expense `#2`'],
    ['2|ee|open|11', 'Edit #1'],
    ['2|ev|ask|11', 'Void #1'],
    ['2|er|restore|11', '`#1` is not void'],
    ['2|eh|one|11', 'Everything that was done to #1'],
    ['2|eh|older|1212', 'Old tea'],
    ['2|ls|stopAudit|', 'The settings are like that already'],
    [`2|lv|head|1111w${'0'.repeat(32)}`, 'does not have this fingerprint'],
    ['2|lb|rebuild|', 'Nothing differed'],
  ])('still works: %s', async (customId, says) => {
    expect(await pressOld(customId)).toContain(says);
  });

  test('of a statement goes on from its place, and from the newest lines where the ledger is another by now', async () => {
    const pair = [u1, u2].map(({ id }) => behindLength(BigInt(id).toString(36))).join('');
    for (const at of ['b2.0.7ps', 'b2.1.7ps', 'a1.5.-7ps']) {
      expect(await pressOld(`2|b|page|10${pair}3INR${behindLength(at)}`)).toMatch(/Old tea|None found/);
    }
  });

  test.each([
    ['2|ee|open|11', '2|ee|save|1111'],
    ['2|ev|ask|11', '2|ev|confirm|11'],
    ['2|pe|open|', '2|pe|save|'],
  ])('opens the form that was open in the release before: %s', async (customId, form) => {
    const button = {
      type: ComponentType.Button,
      style: ButtonStyle.Secondary,
      label: 'Old',
      custom_id: customId,
    };
    const answer = await flat.as(u1).press(await postOldMessage(button), 'Old');
    expect(answer.modal?.customId).toBe(form);
  });

  test.each(['page', 'share', 'file'])('of a statement begins at the newest lines: %s', async (action) => {
    const pair = [u1, u2].map(({ id }) => BigInt(id).toString(36)).join('|');
    for (const page of [0, 7]) {
      expect(await pressOld(`1|b|${action}|${page}|${pair}|INR`)).toContain('Old tea');
    }
  });

  test.each(['page', 'share', 'file'])(
    'of the release before, on a statement, still works: %s',
    async (action) => {
      const pair = [u1, u2].map(({ id }) => behindLength(BigInt(id).toString(36))).join('');
      expect(await pressOld(`2|b|${action}|10${pair}3INR`)).toContain('Old tea');
    },
  );

  test('of the release before erases who pressed it', async () => {
    expect(await pressOld('2|px|erase|')).toContain('Erased');
  });

  test('that no version wrote is said to be too old', async () => {
    expect(await pressOld('1|es|show|one')).toContain('too old to work');
    expect(await pressOld('1|el|page|x5||||||')).toContain('too old to work');
    expect(await pressOld('1|b|page|0|1|2|INR|x5.0.9')).toContain('too old to work');
  });

  test('and the menu of the release before', async () => {
    const message = await postOldMessage({
      type: ComponentType.StringSelect,
      custom_id: '2|b|because|',
      placeholder: 'Pick one',
      options: [
        {
          label: 'u2 owes u1',
          value: [u2, u1].map(({ id }) => behindLength(BigInt(id).toString(36))).join('') + '3INR',
        },
      ],
    });
    const answer = await flat.as(u1).select(message, 'Pick one', ['u2 owes u1']);
    expect(answer.text).toContain('Old tea');
  });

  test('and the menu, with its ids as Discord writes them', async () => {
    const message = await postOldMessage({
      type: ComponentType.StringSelect,
      custom_id: '1|b|because',
      placeholder: 'Pick one',
      options: [{ label: 'u2 owes u1', value: `${u2.id} ${u1.id} INR` }],
    });
    const answer = await flat.as(u1).select(message, 'Pick one', ['u2 owes u1']);
    expect(debtLines(answer.text.replace(/^.*: /gm, ''))).toContain(
      `${u2.mention} owes ${u1.mention} ₹100.00`,
    );
  });
});
