// Photos are queued, made small and sent one by one, each with a key of its own: sent twice, it is added once.
// On the page of a work's photos the queue is shown; on any other page it goes on quietly.
import { list, remove, save } from "./photo-store.js";
import { shrink } from "./shrink.js";

const LONGEST = 1600; // pixels; what the server keeps
const PAUSES = [2, 5, 15, 30, 60]; // seconds between tries on a line that is broken
const viewer = document.body.dataset.viewer;
const form = document.querySelector("form[data-photo-queue]");
const box = document.getElementById("photo-queue");
const words = box ? JSON.parse(box.dataset.words) : {};
const rows = new Map();
let running = false;
let failures = 0;
let timer = 0;
let added = 0;

// -- What a reader sees -----------------------------------------------------------------------------------------------

function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  if (text) made.textContent = text;
  return made;
}

function rowOf(photo) {
  if (!box || photo.url !== form.dataset.photoQueue) return null;
  if (rows.has(photo.once)) return rows.get(photo.once);
  const row = element("li", "queue-row");
  const picture = element("img", "");
  picture.alt = "";
  if (/^image\/(jpeg|png|webp)$/.test(photo.file.type)) picture.src = URL.createObjectURL(photo.file);
  const bar = element("progress", "progress-line");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", photo.file.name);
  const text = element("div", "queue-words");
  const state = element("span", "queue-state");
  text.append(element("strong", "", photo.file.name), state, bar);
  row.append(picture, text);
  box.querySelector(".queue-rows").append(row);
  box.hidden = false;
  const made = { row, bar, state };
  rows.set(photo.once, made);
  return made;
}

function say(photo, sentence, part) {
  const row = rowOf(photo);
  if (!row) return;
  row.state.textContent = sentence;
  if (part !== undefined) row.bar.value = part;
}

function sayToAll(which, count) {
  if (box) box.querySelector(".queue-summary").textContent = which ? words[which].replace("{count}", count) : "";
}

function sayRefused(photo) {
  const row = rowOf(photo);
  if (!row || row.refused) return;
  row.refused = true;
  row.bar.remove();
  row.state.className = "field-error";
  row.state.textContent = photo.refused;
  const button = element("button", "btn btn-sm btn-outline-secondary", words.dismiss);
  button.type = "button";
  button.addEventListener("click", async function () {
    await remove(photo.once);
    row.row.remove();
    rows.delete(photo.once);
    finish();
  });
  row.row.append(button);
  if (!form.elements.caption.value) form.elements.caption.value = photo.caption;
}

// -- Sending ----------------------------------------------------------------------------------------------------------

// What came of it: "added", "refused", "signed out", or "later".
function send(photo) {
  return new Promise(function (done) {
    const data = new FormData();
    data.set("csrf_token", document.querySelector("input[name=csrf_token]").value);
    for (const name of ["once", "moment", "caption"]) data.set(name, photo[name]);
    data.set("files", photo.file, photo.file.name);
    const asked = new XMLHttpRequest();
    asked.open("POST", photo.url);
    asked.setRequestHeader("Accept", "application/json");
    asked.responseType = "json";
    asked.timeout = 300000;
    asked.upload.onprogress = (event) => say(photo, words.sending, event.loaded / event.total);
    asked.onerror = asked.ontimeout = asked.onabort = () => done("later");
    asked.onload = function () {
      if (asked.status === 201) return done("added");
      if (asked.status >= 500 || asked.status === 429 || asked.status === 408) return done("later");
      if (asked.status < 400 || asked.status === 400) return done("signed out"); // the page to sign in, or an old token
      photo.refused = asked.response?.sentence || words.refused || String(asked.status);
      done("refused");
    };
    asked.send(data);
  });
}

// What could not be made small is told before it takes minutes to send; without the form the server says so.
function isTooLarge(file) {
  return form && file.size > Number(form.elements.files.dataset.largest);
}

async function step(photo) {
  if (!photo.ready) {
    say(photo, words.preparing);
    photo.file = await shrink(photo.file, LONGEST);
    photo.ready = true;
    await save(photo); // before it is sent: what is sent again must be the same
  }
  if (isTooLarge(photo.file)) {
    photo.refused = form.elements.files.dataset.tooLarge;
    await save(photo);
    sayRefused(photo);
    return "refused";
  }
  say(photo, words.sending, 0);
  const result = await send(photo);
  if (result === "added") {
    await remove(photo.once);
    if (form && photo.url === form.dataset.photoQueue) added += 1;
    say(photo, words.sent, 1);
  } else if (result === "refused") {
    await save(photo);
    sayRefused(photo);
  }
  return result;
}

async function sendAll() {
  for (let photos; (photos = (await list(viewer)).filter((photo) => !photo.refused)).length; ) {
    sayToAll("waiting", photos.length);
    const result = await step(photos[0]);
    if (result === "signed out") return sayToAll("signed_out");
    if (result === "later") {
      say(photos[0], words.later, 0);
      sayToAll("offline", photos.length);
      timer = setTimeout(resume, 1000 * PAUSES[Math.min(failures++, PAUSES.length - 1)]);
      return;
    }
    failures = 0;
  }
  await finish();
}

// Everything is sent: show the photos themselves, unless somebody is filling in the form again.
async function finish() {
  const left = (await list(viewer)).filter((photo) => form && photo.url === form.dataset.photoQueue);
  if (!form || (left.length && !left.every((photo) => photo.refused))) return;
  sayToAll(null);
  if (!added && left.length === rows.size) return; // nothing has changed, here or from another page
  const which = added === 1 ? "added_one" : added ? "added" : null;
  if (left.length || form.elements.files.files.length || form.elements.caption.value) return sayToAll(which, added);
  if (which) sessionStorage.setItem("photos-added", words[which].replace("{count}", added));
  location.replace(location.pathname);
}

export async function resume() {
  if (running) return;
  running = true;
  clearTimeout(timer);
  try {
    // Of several open pages one sends; without this (on a plain http address) the keys see to it.
    await (navigator.locks ? navigator.locks.request("photo-queue", sendAll) : sendAll());
  } finally {
    running = false;
  }
}

// -- The form ---------------------------------------------------------------------------------------------------------

function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(18)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function enqueue() {
  const values = { viewer, url: form.dataset.photoQueue, caption: form.elements.caption.value };
  values.moment = form.querySelector("[name=moment]:checked").value;
  document.querySelector(".flashes").replaceChildren();
  const photos = Array.from(form.elements.files.files, function (file, n) {
    return { ...values, once: newKey(), at: Date.now() + n, file, ready: false };
  });
  try {
    for (const photo of photos) await save(photo);
  } catch (error) {
    for (const photo of photos) await remove(photo.once);
    form.submit(); // no room left to keep them: as any other form
    return;
  }
  for (const photo of photos) say(photo, words.in_line);
  form.elements.files.value = "";
  form.elements.caption.value = "";
  form.elements.files.dispatchEvent(new Event("change"));
  box.scrollIntoView({ block: "nearest" });
  resume();
}

async function start() {
  if (!viewer) return;
  let photos;
  try {
    photos = await list(viewer);
  } catch (error) {
    return; // a browser that keeps nothing: the form is sent as any other
  }
  if (form) {
    form.dataset.queued = "yes";
    form.addEventListener("submit", function (event) {
      if (!form.elements.files.files.length) return;
      event.preventDefault();
      event.stopPropagation();
      enqueue();
    });
    const sentence = sessionStorage.getItem("photos-added");
    sessionStorage.removeItem("photos-added");
    if (sentence) {
      const notice = box.querySelector("template").content.cloneNode(true);
      notice.querySelector("[data-sentence]").textContent = sentence;
      document.querySelector(".flashes").append(notice);
    }
    photos.forEach((photo) => (photo.refused ? sayRefused(photo) : say(photo, words.in_line)));
  }
  addEventListener("online", function () {
    failures = 0;
    resume();
  });
  if (photos.length) resume();
}

start();
