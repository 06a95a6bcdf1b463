type Labels = Readonly<Record<string, string>>;

/** Counts what happens in this process, for whoever scrapes `GET /metrics`. Labels are few and never personal. */
export class Metrics {
  readonly #values = new Map<string, { readonly name: string; readonly labels: Labels; value: number }>();

  /** Adds one, or as many as are said, to a counter; its name ends with `_total`. */
  count(name: string, labels: Labels = {}, by = 1): void {
    this.#entry(name, labels).value += by;
  }

  /** Sets a gauge. */
  set(name: string, value: number, labels: Labels = {}): void {
    this.#entry(name, labels).value = value;
  }

  #entry(name: string, labels: Labels) {
    const key = name + JSON.stringify(labels);
    let entry = this.#values.get(key);
    if (entry === undefined) this.#values.set(key, (entry = { name, labels, value: 0 }));
    return entry;
  }

  /**
   * All of it in Prometheus' text format.
   * @see https://prometheus.io/docs/instrumenting/exposition_formats/
   */
  render(): string {
    const entries = [...this.#values.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    const lines = entries.flatMap(({ name, labels, value }, index) => [
      ...(entries[index - 1]?.name === name ? [] : [`# TYPE ${name} ${typeOf(name)}`]),
      `${name}${renderLabels(labels)} ${value}`,
    ]);
    return lines.map((line) => `${line}\n`).join('');
  }
}

function typeOf(name: string): string {
  return name.endsWith('_total') ? 'counter' : 'gauge';
}

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
