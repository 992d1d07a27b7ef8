// What the host's phone holds. Two databases, because they live differently: the lists of names go at sign-out and a
// few days after the shift, the queue of records stays until it is delivered.

const LISTS = "site-lists";
const QUEUE = "site-queue";

function open(name) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(name, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("rows", { keyPath: "id" });
    asked.onsuccess = () => {
      // Signing out deletes the lists: an open page must not hold them.
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
}

async function run(name, mode, work) {
  const database = await open(name);
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction("rows", mode);
      const asked = work(transaction.objectStore("rows"));
      // Done means written, not only asked.
      transaction.oncomplete = () => resolve(asked && asked.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

// -- Lists ------------------------------------------------------------------------------------------------------------

export async function loadLists() {
  return (await run(LISTS, "readonly", (rows) => rows.get("lists"))) || null;
}

export function saveLists(lists) {
  return run(LISTS, "readwrite", (rows) => rows.put({ ...lists, id: "lists" }));
}

export function forgetLists() {
  return run(LISTS, "readwrite", (rows) => rows.clear());
}

// -- Queue ------------------------------------------------------------------------------------------------------------

export async function loadQueue() {
  const records = await run(QUEUE, "readonly", (rows) => rows.getAll());
  return records.sort((one, other) => one.at - other.at);
}

export function addRecord(record) {
  return run(QUEUE, "readwrite", (rows) => rows.put(record));
}

export function removeRecords(ids) {
  return run(QUEUE, "readwrite", (rows) => {
    ids.forEach((id) => rows.delete(id));
  });
}
