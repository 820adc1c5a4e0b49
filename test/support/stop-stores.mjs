/** Stops what `start-stores` started, and throws its data away. */
export default async function stopStores() {
  await globalThis.plazaTestStores?.stop();
}
