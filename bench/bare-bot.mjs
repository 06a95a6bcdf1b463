// The baseline: discord.js as in its guide, with one command and one fixed answer. Plain JavaScript, so that it runs
// without our loader.
import { Client, GatewayIntentBits } from 'discord.js';

const { DISCORD_API_URL: api, DISCORD_TOKEN: token, BENCH_ANSWER: answer } = process.env;
const { flags, components } = JSON.parse(answer);

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api } });
client.on('interactionCreate', (interaction) => {
  if (interaction.isChatInputCommand()) void interaction.reply({ flags, components });
});
client.once('clientReady', () =>
  client.application.commands.set([{ name: 'help', description: 'What it does, by example' }]),
);
await client.login(token);
