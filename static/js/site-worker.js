// Answers for the pages under /site/ when there is no network: the page as it was last seen, and the files it needs.
// It keeps nothing else, and answers nothing that was sent by a form.
"use strict";

const KEPT = "site";
const PAGES = ["/site/", "/site/my-code"];
const PATIENCE = 5000; // milliseconds: a phone with one bar of signal counts as offline

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate" && PAGES.includes(url.pathname)) {
    event.respondWith(page(request, url.pathname));
  } else if (url.pathname.startsWith("/static/")) {
    event.respondWith(file(request));
  }
});

// The network first, so that nobody works with an old page without need.
async function page(request, path) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await withPatience(fetch(request));
    if (answer.ok && !answer.redirected) await kept.put(path, answer.clone());
    return answer;
  } catch (error) {
    return (await kept.match(path)) || Response.error();
  }
}

// Files carry their version in their name: what was kept is right.
async function file(request) {
  const kept = await caches.open(KEPT);
  const found = await kept.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await kept.put(request, answer.clone());
  return answer;
}

function withPatience(asked) {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("no answer in time")), PATIENCE);
    asked.then(resolve, reject);
  });
}
