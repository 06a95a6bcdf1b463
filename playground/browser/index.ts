export { findFaults } from './find-faults.js';
export { launchBrowser } from './launch-browser.js';
export { openWindow } from './open-window.js';
export type { WindowLog } from './open-window.js';
export { setStage } from './set-stage.js';
export type { Stage } from './set-stage.js';
export { sendCommand, typeCommand } from './type-command.js';
