import { expect, test } from '@jest/globals';
import { explainOldNode } from '../../src/ops/node-support.js';

test.each(['20.19.0', '20.20.2', '21.7.3'])('Node %s is told what will end, and when', (version) => {
  expect(explainOldNode(version)).toMatch(
    new RegExp(`^Node ${version} works, but from January 2027 .* Node 22`),
  );
});

test.each(['22.0.0', '24.11.1', '100.0.0'])('Node %s is told nothing', (version) => {
  expect(explainOldNode(version)).toBeUndefined();
});
