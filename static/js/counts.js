// The numbers beside the menu, kept current while the page is looked at: what lies with the visitor, unread notices.
//
// The page provides: body[data-counts] (where to ask) and [data-count="owed"|"notices"][data-number]; "?" is a number
// that was not known when the page was made. Asking keeps no sign-in alive; once it has ended, asking stops.
const PAUSE = 60_000;
const address = document.body.dataset.counts;
const places = [...document.querySelectorAll("[data-count]")];
let timer = 0;

const show = (counts) => {
  for (const place of places) {
    const number = String(counts[place.dataset.count] ?? 0);
    place.dataset.number = number;
    place.textContent = number;
  }
};

const ask = async () => {
  clearTimeout(timer);
  if (document.hidden) return;
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "manual" });
  } catch {
    timer = setTimeout(ask, PAUSE); // the server is away for a moment
    return;
  }
  if (!answer.ok) return;
  show(await answer.json());
  timer = setTimeout(ask, PAUSE);
};

if (address && places.length > 0) {
  document.addEventListener("visibilitychange", ask);
  if (places.some((place) => place.dataset.number === "?")) ask();
  else timer = setTimeout(ask, PAUSE);
}
