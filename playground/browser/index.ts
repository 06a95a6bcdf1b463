export { findFaults } from './find-faults.js';
export { launchBrowser } from './launch-browser.js';
export { openWindow } from './open-window.js';
export type { WindowLog } from './open-window.js';
export { sendCommand, typeCommand } from './type-command.js';
