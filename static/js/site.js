// The host's page at the site. Everything is kept on the phone first and delivered when there is a network.

import { keepPage } from "./site-keep.js";
import { addRecord, forgetLists, loadLists, loadQueue, saveLists } from "./site-store.js";
import { deliver } from "./site-deliver.js";
import { prepareReader, startCamera } from "./site-scan.js";

const { words, urls } = JSON.parse(document.getElementById("site-words").textContent);
const part = (name) => document.querySelector(`[data-site="${name}"]`);
const DAY = 86_400_000;
const AGAIN = 4_000; // milliseconds in which the same card before the camera is the same showing of it
const EVERY = 20_000;

let lists = null; // {account, now, days, offset, shifts}
let shift = null;
let stopCamera = null;
let lastCard = { text: "", at: 0 };
let busy = false;
let again = false;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase();
// In Vietnam's time, whatever the phone thinks where it is.
const zone = { timeZone: "Asia/Ho_Chi_Minh" };
const clock = (ms) =>
  new Date(ms).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short", ...zone });

// -- What is on the phone -----------------------------------------------------------------------------------------------

async function loadData() {
  const answer = await fetch(urls.data, { redirect: "manual", cache: "no-store" }).catch(() => null);
  if (answer && (answer.type === "opaqueredirect" || answer.status === 403)) {
    // Signed out, or no host any more: the names have no business here.
    await forgetLists();
    lists = null;
    return show();
  }
  if (!answer || !answer.ok) return;
  const fresh = await answer.json();
  fresh.offset = Math.round((fresh.now - Date.now()) / 1000);
  const waiting = await loadQueue();
  for (const one of fresh.shifts) {
    for (const person of one.people) {
      const own = waiting.filter((record) => record.sign_up === person.id && !record.refused);
      person.came ||= own.some((record) => record.direction === "in");
      person.left ||= own.some((record) => record.direction === "out");
    }
  }
  lists = fresh;
  await saveLists(lists);
  show();
}

async function loadKept() {
  lists = await loadLists();
  if (!lists) return;
  const before = Date.now() + lists.offset * 1000 - lists.days * DAY;
  const current = lists.shifts.filter((one) => one.ends > before);
  if (current.length < lists.shifts.length) {
    lists.shifts = current;
    await saveLists(lists);
  }
}

// -- What the host does -------------------------------------------------------------------------------------------------

async function note(values, person, name) {
  const direction = document.querySelector('input[name="direction"]:checked').value;
  const record = {
    id: newId(),
    account: lists.account,
    shift: shift.id,
    direction: values.direction || direction,
    at: Date.now(),
    offset: lists.offset,
    ...values,
  };
  await addRecord(record);
  if (person) {
    person[record.direction === "in" ? "came" : "left"] = true;
    await saveLists(lists);
  }
  say(fill(words.noted, { name, what: record.direction === "in" ? words.isIn : words.isOut }));
  showPeople();
  await showQueue();
  hurry();
}

async function readCard(text) {
  const now = Date.now();
  if (text === lastCard.text && now - lastCard.at < AGAIN) {
    lastCard.at = now;
    return;
  }
  lastCard = { text, at: now };
  if (!text.startsWith("TS1:")) return say(words.notACard);
  if (navigator.vibrate) navigator.vibrate(60);
  const print = await printOf(text);
  const person = shift.people.find((one) => one.card === print);
  const direction = document.querySelector('input[name="direction"]:checked').value;
  if (!person) {
    await note({ how: "walk_in", card: text }, null, words.unknownCard);
  } else if (person[direction === "in" ? "came" : "left"]) {
    say(fill(words.already, { name: person.name }));
  } else {
    await note({ how: "scan", sign_up: person.id, card: text }, person, person.name);
  }
}

async function printOf(text) {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, 32);
}

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// -- Delivering ---------------------------------------------------------------------------------------------------------

async function hurry() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const done = await deliver(urls);
    showResults(done.results);
    part("sign-in").hidden = done.state !== "sign_in";
    part("line").textContent = done.state === "offline" ? words.offline : words.online;
    part("line").dataset.state = done.state;
    part("trouble").textContent =
      done.state === "not_allowed" ? words.notAllowed : done.others ? fill(words.otherAccount, { n: done.others }) : "";
    if (done.account && lists && lists.account !== done.account) await forgetLists();
    if (done.state === "done" || done.state === "sign_in") await loadData();
  } finally {
    busy = false;
  }
  await showQueue();
  if (again) {
    again = false;
    hurry();
  }
}

// -- What is shown ------------------------------------------------------------------------------------------------------

function say(text) {
  part("said").textContent = text;
}

function show() {
  const shifts = lists ? lists.shifts : [];
  const choice = part("shift");
  const chosen = shift ? shift.id : nearest(shifts);
  choice.replaceChildren(
    ...shifts.map((one) => new Option(`${one.title} · ${one.role} · ${clock(one.starts)}`, one.id, false, one.id === chosen)),
  );
  shift = shifts.find((one) => one.id === chosen) || shifts[0] || null;
  part("work").hidden = !shift;
  part("none").textContent = shift ? "" : words.noShift;
  showPeople();
}

function nearest(shifts) {
  const now = Date.now() + (lists ? lists.offset * 1000 : 0);
  const away = (one) => Math.max(one.starts - now, now - one.ends, 0);
  const sorted = [...shifts].sort((one, other) => away(one) - away(other));
  return sorted.length ? sorted[0].id : null;
}

function showPeople() {
  if (!shift) return;
  const wanted = fold(part("search").value.trim());
  const people = shift.people.filter((one) => fold(one.name).includes(wanted));
  part("people").replaceChildren(...people.map(row));
  part("empty").textContent = shift.people.length ? "" : words.nobody;
  part("count").textContent = `${shift.people.filter((one) => one.came).length} / ${shift.people.length}`;
}

function row(person) {
  const item = part("row").content.cloneNode(true);
  item.querySelector(".row-title").textContent = person.name;
  item.querySelector(".meta").textContent = person.unit;
  item.querySelectorAll("button").forEach((button) => {
    const direction = button.value;
    const is = direction === "in" ? person.came : person.left;
    button.setAttribute("aria-pressed", is ? "true" : "false");
    button.setAttribute("aria-label", `${button.textContent.trim()}: ${person.name}`);
    button.disabled = is;
    button.addEventListener("click", () => note({ how: "name", direction, sign_up: person.id }, person, person.name));
  });
  return item;
}

async function showQueue() {
  const queue = await loadQueue();
  const waiting = queue.filter((record) => !record.refused);
  part("queue").textContent = waiting.length ? fill(words.waiting, { n: waiting.length }) : words.allDelivered;
  part("queue").dataset.waiting = waiting.length;
  part("deliver").hidden = waiting.length === 0;
  const refused = queue.filter((record) => record.refused);
  part("refused").replaceChildren(
    ...refused.map((record) =>
      line(`${record.name || record.card || record.sign_up}: ${fill(words.refused, { why: words.problems[record.refused] })}`),
    ),
  );
}

function showResults(results) {
  for (const { state, problem, record } of Object.values(results)) {
    if (state !== "open") continue;
    const person = lists && lists.shifts.flatMap((one) => one.people).find((one) => one.id === record.sign_up);
    const who = person ? person.name : record.name || record.card || "?";
    part("issues").append(line(`${who}: ${fill(words.toLookAt, { why: words.problems[problem] || problem })}`));
  }
}

function line(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

// -- Buttons ------------------------------------------------------------------------------------------------------------

part("shift").addEventListener("change", (event) => {
  shift = lists.shifts.find((one) => one.id === Number(event.target.value));
  showPeople();
});
part("search").addEventListener("input", showPeople);
part("deliver").addEventListener("click", hurry);
part("walk-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.who;
  const typed = field.value.trim();
  if (!typed || !shift) return;
  field.value = "";
  lastCard = { text: "", at: 0 };
  if (typed.startsWith("TS1:")) await readCard(typed);
  else await note({ how: "walk_in", name: typed }, null, typed);
});
part("scan").addEventListener("click", async () => {
  if (stopCamera) {
    stopCamera();
    stopCamera = null;
  } else {
    try {
      stopCamera = await startCamera(part("video"), readCard);
    } catch (error) {
      say(words.noCamera);
    }
  }
  part("camera").hidden = !stopCamera;
  part("scan").setAttribute("aria-expanded", stopCamera ? "true" : "false");
});

addEventListener("online", hurry);
addEventListener("offline", hurry);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && hurry());
setInterval(hurry, EVERY);

await loadKept();
part("plain").hidden = true;
part("app").hidden = false;
show();
await hurry();
// Read codes without a network as well: the reader is fetched now, not when the camera is first used.
await prepareReader().catch(() => {});
await keepPage();
document.documentElement.dataset.ready = "yes"; // for who waits for it
