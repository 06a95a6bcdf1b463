export default async function stopDatabaseBroker() {
  await globalThis.stopDatabaseBroker?.();
}
