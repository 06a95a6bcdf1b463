/** The number of unread messages. Screen readers get it from the button's name. */
export function Badge({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <span class="badge" aria-hidden="true">
      {count}
    </span>
  );
}
