// Keeps a page under /site/ on this phone with all the files it needs, so that it opens without a network.

const KEPT = "site";

export async function keepPage() {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/site/sw.js", { scope: "/site/" });
    await navigator.serviceWorker.ready;
    const kept = await caches.open(KEPT);
    const used = performance.getEntriesByType("resource").map((entry) => new URL(entry.name));
    const files = used.filter((url) => url.origin === location.origin && url.pathname.startsWith("/static/"));
    for (const url of new Set(files.map(String))) {
      if (!(await kept.match(url))) await kept.add(url);
    }
    // This very page was loaded before the worker watched.
    const answer = await fetch(location.pathname, { redirect: "manual" });
    if (answer.ok) await kept.put(location.pathname, answer);
    document.documentElement.dataset.kept = "yes"; // for who waits for it
  } catch (error) {
    // Without a worker (a private window, an old browser) the page works as long as it stays open.
  }
}
