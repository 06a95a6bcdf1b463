export default async function closeDatabaseDoor() {
  await globalThis.closeDatabaseDoor?.();
}
