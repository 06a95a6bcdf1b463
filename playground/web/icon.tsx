/** A sign drawn in the colour of the text around it; the path is for a field of 24 by 24. */
export function Icon({ path, size = 24 }: { readonly path: string; readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <path fill="currentColor" d={path} />
    </svg>
  );
}
