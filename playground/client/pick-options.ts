import { ClientRefusal } from '../api.js';
import type { ComponentBody } from '../discord/rules-messages.js';

/** Finds picked options by value or label. @throws ClientRefusal if there is no such option */
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
