import { buildPage } from 'discord-playground/build';
import { setStage } from '../../browser/index.js';
import type { Stage } from '../../browser/index.js';
import { servePage } from '../../page/index.js';
import { startSamplerBot } from './sampler-bot.js';
import { worlds } from './worlds.js';

/** The page with a bot that has one of everything behind it. */
export async function setSamplerStage(): Promise<Stage> {
  await buildPage();
  return setStage(await servePage({ name: 'Sampler', worlds }), startSamplerBot);
}
