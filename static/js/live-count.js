// How many are there, asked every five seconds while the page is looked at.
//
// The page provides: [data-live-count] (where to ask; data-still: not at all) and in it [data-live="there"] and so on.
// When a number has changed, the page hears "counted" on the document. Asking keeps no sign-in alive; once it has
// ended, or the gathering is over, asking stops.
const PAUSE = 5_000;
const place = document.querySelector("[data-live-count]:not([data-still])");
let timer = 0;

const show = (counts) => {
  let changed = false;
  for (const one of place.querySelectorAll("[data-live]")) {
    const number = String(counts[one.dataset.live] ?? 0);
    changed ||= one.textContent !== number;
    one.textContent = number;
  }
  if (changed) document.dispatchEvent(new Event("counted"));
};

const ask = async () => {
  clearTimeout(timer);
  if (document.hidden) return;
  try {
    const answer = await fetch(place.dataset.liveCount, { redirect: "manual" });
    if (answer.ok) show(await answer.json());
    else if (answer.status !== 503) return;
  } catch {
    // The server is away for a moment.
  }
  timer = setTimeout(ask, PAUSE);
};

if (place) {
  document.addEventListener("visibilitychange", ask);
  timer = setTimeout(ask, PAUSE);
}
