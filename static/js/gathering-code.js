// The code on the screen of the room: another every 20 seconds, and the seconds that are left.
//
// The page provides: #code (data-now: where to ask; data-away, data-signed-out: words) with [data-seconds] and in it
// [data-left]; and #code-said. Without a script the page loads itself anew.
const place = document.querySelector("#code");
const said = document.querySelector("#code-said");
let ends = 0;

const begin = () => {
  const shown = place.querySelector("[data-seconds]");
  ends = shown ? performance.now() + 1_000 * Number(shown.dataset.seconds) : 0;
};

const tell = (words) => {
  said.textContent = words;
  said.hidden = !words;
};

const ask = async () => {
  ends = performance.now() + 5_000; // if nobody answers, once more after that
  let answer;
  try {
    answer = await fetch(place.dataset.now, { redirect: "manual" });
  } catch {
    tell(place.dataset.away);
    return;
  }
  if (!answer.ok) {
    tell(answer.status === 404 ? place.dataset.signedOut : place.dataset.away);
    return;
  }
  tell("");
  place.innerHTML = await answer.text(); // made by the program
  begin();
};

const tick = () => {
  if (!ends) return;
  const left = Math.ceil((ends - performance.now()) / 1_000);
  if (left <= 0) {
    ask();
    return;
  }
  const told = place.querySelector("[data-left]");
  if (told && said.hidden) told.textContent = left;
};

begin();
setInterval(tick, 250);
