/** A number beside what is unread; whoever hears the page hears it in the button's name. */
export function Badge({ count }: { readonly count: number }) {
  if (count === 0) return null;
  return (
    <span class="badge" aria-hidden="true">
      {count}
    </span>
  );
}
