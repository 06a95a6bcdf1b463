/** An icon in the colour of the text. The path is for 24 by 24. */
export function Icon({ path, size = 24 }: { readonly path: string; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path fill="currentColor" d={path} />
    </svg>
  );
}

export const plusPath =
  'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Zm5 11h-4v4a1 1 0 1 1-2 0v-4H7a1 1 0 1 1 0-2h4V7a1 1 0 1 1 2 0v4h4a1 1 0 1 1 0 2Z';
export const uploadPath =
  'M6 2a2 2 0 0 0-2 2v16c0 1.1.9 2 2 2h5.5a6.5 6.5 0 0 1 8.5-8.5V9h-5a2 2 0 0 1-2-2V2H6Zm9 .5V7h4.5L15 2.5ZM18 15l-4 4h3v4h2v-4h3l-4-4Z';
export const appsPath =
  'M5 3h4a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V5c0-1.1.9-2 2-2Zm10 0h4a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2h-4a2 2 0 0 1-2-2V5c0-1.1.9-2 2-2ZM5 13h4a2 2 0 0 1 2 2v4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2v-4c0-1.1.9-2 2-2Zm12 0a1 1 0 0 1 1 1v2h2a1 1 0 1 1 0 2h-2v2a1 1 0 1 1-2 0v-2h-2a1 1 0 1 1 0-2h2v-2a1 1 0 0 1 1-1Z';
export const filePath =
  'M6 2a2 2 0 0 0-2 2v16c0 1.1.9 2 2 2h12a2 2 0 0 0 2-2V9h-5a2 2 0 0 1-2-2V2H6Zm9 .5V7h4.5L15 2.5Z';
export const removePath =
  'M9 3a1 1 0 0 1 1-1h4a1 1 0 0 1 1 1v1h5a1 1 0 1 1 0 2H4a1 1 0 0 1 0-2h5V3ZM5.5 8h13l-.9 12.1a2 2 0 0 1-2 1.9H8.4a2 2 0 0 1-2-1.9L5.5 8Z';
export const emojiPath =
  'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20ZM8.5 8a1.5 2 0 1 1 0 4 1.5 2 0 0 1 0-4Zm7 0a1.5 2 0 1 1 0 4 1.5 2 0 0 1 0-4ZM6.5 14h11a5.6 5.6 0 0 1-11 0Z';
