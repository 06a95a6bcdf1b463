export * from './harness.js';
export { startPlayground } from './start-playground.js';
