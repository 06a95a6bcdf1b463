import { servePage } from 'discord-playground/page';
import type { PageServer, PageServerOptions } from 'discord-playground/page';
import { worlds } from './worlds.js';

const icon = `
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
  <rect width="64" height="64" rx="18" fill="#1f7a54"/>
  <path d="M20 17h25M20 26h25M22 17c16 0 16 19 0 19h-2l18 14" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;

/** Serves the playground's page with Hisaab's name, picture and worlds. */
export function serveDemo(
  options: Omit<PageServerOptions, 'name' | 'icon' | 'worlds'> = {},
): Promise<PageServer> {
  return servePage({ ...options, name: 'Hisaab', icon, worlds });
}
