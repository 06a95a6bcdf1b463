import { ClientRefusal } from '../api.js';
import type { ComponentBody } from '../discord/rules-messages.js';

/** Values of the options picked by value or by label. @throws ClientRefusal when there is no such option */
export function pickOptions(component: ComponentBody, picked: readonly unknown[], label: string): string[] {
  const options = component['options'] as readonly { readonly label: string; readonly value: string }[];
  return picked.map((one) => {
    const text = String(one);
    const option =
      options.find(({ value }) => value === text) ?? options.find((other) => other.label === text);
    if (option === undefined) throw new ClientRefusal(`${label} has no option ${text}`);
    return option.value;
  });
}
