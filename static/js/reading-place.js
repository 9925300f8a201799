// While somebody reads: where they are, how long the page is before their eyes, which sections they have read.
//
// The page provides: #reading-form (its token, data-place: where to send the place, action: where to send what is
// read), #text (the text, or data-page: the page of a PDF) and .section-foot[data-section] at the end of each section.
// Time counts while the page is seen and somebody moved on it within three minutes; the server caps it by its own
// clock. A section counts as read when its end was in view and it was before the eyes for as long as it takes.
const SETTLES = 3_000; // after scrolling, until the place is kept
const BEAT = 30_000;
const STILL_THERE = 3 * 60_000;
const PER_SECOND = 40; // characters that nobody reads faster
const LEAST = 3, MOST = 60; // seconds before the eyes that a section takes

const form = document.querySelector("#reading-form");
const text = document.querySelector("#text");

const ends = [...document.querySelectorAll(".section-foot[data-section]")];
const token = form.elements.csrf_token.value;
const ofPages = Boolean(text.dataset.page);
let moved = Date.now();
let scrolled = ofPages; // a page that is opened and left again moves no place
let seconds = 0;
let settling = 0;
let over = false;

const blockOf = (end) => (ofPages ? text : end.previousElementSibling);

const current = () => {
  const line = innerHeight / 3;
  return ends.find((end) => end.getBoundingClientRect().bottom > line) ?? ends.at(-1);
};

const permille = () => {
  const box = text.getBoundingClientRect();
  const room = Math.max(1, box.height - innerHeight / 2);
  return Math.round(1000 * Math.min(1, Math.max(0, (innerHeight / 3 - box.top) / room)));
};

const send = async (address, fields, leaving = false) => {
  if (over) return null;
  const body = new URLSearchParams({ csrf_token: token, ...fields });
  try {
    const answer = await fetch(address, {
      method: "POST", body, keepalive: leaving, redirect: "error", headers: { Accept: "application/json" },
    });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // the server is away, or the sign-in has ended: the next one will tell
  }
};

const suggest = (kept) => {
  const place = document.querySelector("#suggests");
  if (!kept?.said || !place) return;
  place.querySelector("[data-said]").textContent = kept.said;
  place.querySelector("[data-log]").href = kept.log;
  place.hidden = false;
};

const keepPlace = async (leaving = false) => {
  clearTimeout(settling);
  settling = 0;
  const passed = Math.round(seconds);
  seconds = 0;
  const fields = { seconds: passed };
  if (scrolled) {
    fields.section = current()?.dataset.section ?? "";
    fields.permille = permille();
    if (ofPages) fields.page = text.dataset.page;
  }
  suggest(await send(form.dataset.place, fields, leaving));
};

// What is read is ticked in the contents, and the bar moves along.
const tick = (section) => {
  for (const line of document.querySelectorAll(".toc li")) {
    if (line.dataset.key !== section) continue;
    const number = line.querySelector(".nr");
    if (!number) continue;
    number.textContent = "✓";
    number.className = "nr done";
    const read = document.createElement("span");
    read.className = "visually-hidden";
    read.textContent = `(${form.dataset.readWord})`;
    line.querySelector("a > span:last-child").append(read);
  }
  const bar = document.querySelector(".toc progress");
  const done = ends.filter((end) => "read" in end.dataset).length;
  if (!bar || ofPages || ends.length === 0) return;
  const percent = Math.floor((100 * done) / ends.length);
  const words = form.dataset.percentWord.replace("0", percent);
  bar.value = percent;
  bar.setAttribute("aria-label", words);
  document.querySelector("[data-percent]").textContent = words;
};

const markRead = async (end) => {
  end.dataset.read = "";
  const kept = await send(form.getAttribute("action"), { section: end.dataset.section });
  if (!kept) return;
  const tag = document.createElement("span");
  tag.className = "tag done";
  tag.textContent = kept.said;
  end.querySelector("button")?.replaceWith(tag);
  tick(end.dataset.section);
};

const seen = new Map(); // the end of a section -> seconds that it was before the eyes, and whether its end was
const isSeen = (box) => box.bottom > 0 && box.top < innerHeight;
const wanted = (end) => Math.min(MOST, Math.max(LEAST, (blockOf(end)?.textContent.length ?? 0) / PER_SECOND));

const look = () => {
  if (document.hidden || Date.now() - moved > STILL_THERE) return;
  seconds += 1;
  for (const end of ends) {
    if ("read" in end.dataset) continue;
    const known = seen.get(end) ?? { time: 0, whole: false };
    const endSeen = isSeen(end.getBoundingClientRect());
    const block = blockOf(end);
    if (block && isSeen(block.getBoundingClientRect())) known.time += 1;
    known.whole = known.whole || endSeen;
    seen.set(end, known);
    if (known.whole && endSeen && known.time >= wanted(end)) markRead(end);
  }
};

for (const name of ["scroll", "pointerdown", "keydown", "pointermove", "touchstart"]) {
  addEventListener(name, () => { moved = Date.now(); }, { passive: true });
}
addEventListener("scroll", () => {
  scrolled = true;
  clearTimeout(settling);
  settling = setTimeout(keepPlace, SETTLES);
}, { passive: true });
document.addEventListener("visibilitychange", () => {
  if (document.hidden && (seconds >= 1 || settling)) keepPlace(true);
});
addEventListener("pagehide", () => {
  if (seconds >= 1 || settling) keepPlace(true);
});
document.addEventListener("submit", (event) => {
  if (event.target.method !== "dialog") over = true; // the page leaves
});
addEventListener("pageshow", () => { over = false; });
setInterval(look, 1_000);
setInterval(() => { if (seconds >= 1) keepPlace(); }, BEAT);
if (ofPages) keepPlace();

// To the very line, not only to the section.
document.querySelector("[data-resume]")?.addEventListener("click", (event) => {
  event.preventDefault();
  const box = text.getBoundingClientRect();
  const room = Math.max(1, box.height - innerHeight / 2);
  scrollTo({ top: scrollY + box.top - innerHeight / 3 + (room * Number(event.currentTarget.dataset.resume)) / 1000 });
});
