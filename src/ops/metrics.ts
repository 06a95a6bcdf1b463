import { Counter, Gauge, Registry } from 'prom-client';

/**
 * The metrics of this process, for `GET /metrics`. Labels are few and never personal. Loading this file takes 50 ms, so
 * import it once the bot is connected.
 */
export interface Metrics {
  readonly jobSlots: Counter<'job' | 'outcome'>;
  readonly jobFailures: Counter<'job'>;
  readonly jobIncomplete: Counter<'job'>;
  readonly jobLastSuccess: Gauge<'job'>;
  /** Of the text from `render`. */
  readonly contentType: string;
  /**
   * Renders Prometheus' text format.
   * @see https://prometheus.io/docs/instrumenting/exposition_formats/
   */
  render(): Promise<string>;
}

/** Every metric of the bot, at zero. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  return {
    jobSlots: new Counter({
      name: 'hisaab_job_slots_total',
      help: 'Slots of a job that this process ended, by their outcome.',
      labelNames: ['job', 'outcome'],
      registers,
    }),
    jobFailures: new Counter({
      name: 'hisaab_job_failures_total',
      help: 'Slots of a job whose last try failed in this process.',
      labelNames: ['job'],
      registers,
    }),
    jobIncomplete: new Counter({
      name: 'hisaab_job_incomplete_total',
      help: 'Slots of a job that this process ended without all that belongs in them.',
      labelNames: ['job'],
      registers,
    }),
    jobLastSuccess: new Gauge({
      name: 'hisaab_job_last_success_timestamp_seconds',
      help: 'When a slot of a job last ended well, in any process, in seconds since 1970.',
      labelNames: ['job'],
      registers,
    }),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}
