// What waits to be sent, kept in the browser's own database so that neither a broken line nor a closed page loses it.

const FLAG = "photos-waiting"; // tells other pages, without opening a database, that there is something to send

let opened = null;

function database() {
  opened ??= new Promise(function (done, failed) {
    const asked = indexedDB.open("thap-sang-photos", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("photos", { keyPath: "once" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = asked.onblocked = () => failed(asked.error);
  });
  return opened;
}

async function run(mode, work) {
  const store = (await database()).transaction("photos", mode).objectStore("photos");
  return new Promise(function (done, failed) {
    const asked = work(store);
    store.transaction.oncomplete = () => done(asked.result);
    store.transaction.onerror = store.transaction.onabort = () => failed(store.transaction.error);
  });
}

export const save = (photo) => run("readwrite", (store) => store.put(photo)).then(() => localStorage.setItem(FLAG, "yes"));

export async function list(viewer) {
  const photos = await run("readonly", (store) => store.getAll());
  if (!photos.length) localStorage.removeItem(FLAG);
  return photos.filter((photo) => photo.viewer === viewer).sort((one, other) => one.at - other.at);
}

export const remove = (once) => run("readwrite", (store) => store.delete(once));
