import { expect, test } from '@jest/globals';
import { createMetrics } from '../../src/ops/metrics.js';

test('metrics are rendered as Prometheus reads them', async () => {
  const metrics = createMetrics();
  metrics.jobSlots.inc({ job: 'weekly-export', outcome: 'failed' }, 0);
  metrics.jobSlots.inc({ job: 'weekly-export', outcome: 'done' });
  metrics.jobSlots.inc({ job: 'weekly-export', outcome: 'done' });
  metrics.jobFailures.inc({ job: 'a "quoted" job' });
  metrics.jobLastSuccess.set({ job: 'weekly-export' }, 1_700_000_000.5);
  const lines = (await metrics.render()).split('\n').filter((line) => !line.startsWith('# HELP'));
  expect(lines.filter((line) => line !== '')).toEqual([
    '# TYPE hisaab_job_slots_total counter',
    'hisaab_job_slots_total{job="weekly-export",outcome="failed"} 0',
    'hisaab_job_slots_total{job="weekly-export",outcome="done"} 2',
    '# TYPE hisaab_job_failures_total counter',
    'hisaab_job_failures_total{job="a \\"quoted\\" job"} 1',
    '# TYPE hisaab_job_incomplete_total counter',
    '# TYPE hisaab_job_last_success_timestamp_seconds gauge',
    'hisaab_job_last_success_timestamp_seconds{job="weekly-export"} 1700000000.5',
  ]);
  expect(metrics.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('two sets of metrics count apart', async () => {
  const [one, other] = [createMetrics(), createMetrics()];
  one.jobFailures.inc({ job: 'weekly-export' });
  expect(await other.render()).not.toContain('weekly-export');
});
