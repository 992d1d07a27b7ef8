// Delivering what was recorded: in batches, each record with its own id, so that a broken line costs nothing.

import { loadQueue, addRecord, removeRecords } from "./site-store.js";

const BATCH = 200;

// What came of it: {state: "done" | "offline" | "sign_in" | "not_allowed" | "later", account, others, results}.
export async function deliver(urls) {
  const results = {};
  for (;;) {
    const session = await askSession(urls.session);
    if (!session.account) return { state: session.state, results };
    const queue = (await loadQueue()).filter((record) => !record.refused);
    const own = queue.filter((record) => record.account === session.account).slice(0, BATCH);
    const others = queue.length - queue.filter((record) => record.account === session.account).length;
    if (!own.length) return { state: "done", account: session.account, others, results };
    const state = await send(urls.deliver, session.token, own, results);
    if (state !== "done") return { state, account: session.account, others, results };
  }
}

async function askSession(url) {
  try {
    const answer = await fetch(url, { redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return { state: "sign_in" };
    return answer.ok ? await answer.json() : { state: "later" };
  } catch (error) {
    return { state: "offline" };
  }
}

async function send(url, token, records, results) {
  let answer, said;
  try {
    answer = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
      body: JSON.stringify({ now: Date.now(), records: records.map(asSent) }),
    });
    if (answer.type === "opaqueredirect" || answer.status === 400) return "sign_in";
    if (answer.status === 403) return "not_allowed";
    if (!answer.ok) return "later";
    said = (await answer.json()).results;
  } catch (error) {
    return "offline"; // perhaps it arrived, perhaps not: the same records are sent again
  }
  const taken = [];
  for (const record of records) {
    const result = said[record.id];
    if (!result) continue;
    results[record.id] = { ...result, record };
    if (result.state === "refused") await addRecord({ ...record, refused: result.problem });
    else taken.push(record.id);
  }
  await removeRecords(taken);
  return records.every((record) => said[record.id]) ? "done" : "later";
}

function asSent(record) {
  const { id, shift, direction, how, at, sign_up, card, name, offset } = record;
  return { id, shift, direction, how, at, sign_up, card, name, offset };
}
