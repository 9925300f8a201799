// Roll call by taps: each is shown at once, sent in order, and waits in this browser while there is no network.
//
// The page provides: #roll (data-roll: the list anew; data-key: where taps wait) with form#taps, whose buttons are
// named "tap" with "person.state.seen" as value; #queue-said (data-waiting, data-signed-out, data-sent, data-lost); #find.
import { keptUnder, post } from "./kept-queue.js";

const AGAIN = 5_000;
const place = document.querySelector("#roll");
const told = document.querySelector("#queue-said");
const find = document.querySelector("#find");
const kept = keptUnder(place.dataset.key);
let queue = kept.read();
let sending = false;
let stopped = false;
let failed = false;

const rowOf = (person) => document.getElementById(`p${person}`);
const partsOf = (tap) => tap.split(".");

const tell = (words) => {
  told.textContent = words ?? "";
  told.hidden = !words;
};

// How somebody stands now, as far as this page knows: the buttons say it, and carry what was seen.
const show = (person, state, word = "", kind = "", time = "") => {
  const row = rowOf(person);
  if (!row) return;
  row.dataset.state = state;
  for (const button of row.querySelectorAll("button[name=tap]")) {
    button.value = `${person}.${button.dataset.mark}.${state}`;
    button.setAttribute("aria-pressed", String(button.dataset.mark === state));
    if (button.dataset.mark === state && !word) word = button.textContent;
  }
  const tag = document.createElement("span");
  tag.className = `tag ${kind}`.trim();
  tag.textContent = word;
  row.querySelector(".mark-now").replaceChildren(tag, time ? ` ${time}` : "");
};

const refused = new Map(); // person -> why their mark was not taken, until the next tap

const refuse = (person, words) => {
  if (words) refused.set(person, words);
  else refused.delete(person);
  const why = rowOf(person)?.querySelector("[data-not-taken]");
  if (!why) return;
  why.textContent = words;
  why.hidden = !words;
};

const send = async () => {
  if (sending || stopped) return;
  sending = true;
  while (queue.length > 0 && !stopped) {
    const first = queue[0];
    const [person] = partsOf(first.tap);
    const ago = Math.round((Date.now() - first.at) / 1_000);
    const form = document.querySelector("#taps");
    const fields = { csrf_token: form.elements.csrf_token.value, once: first.once, tap: first.tap };
    if (ago >= AGAIN / 1_000) fields.ago = ago;
    const answer = await post(form.getAttribute("action"), fields);
    if (answer.status === "away" || answer.status === "signed-out") {
      failed = true;
      stopped = answer.status === "signed-out";
      tell(stopped ? told.dataset.signedOut : told.dataset.waiting);
      break;
    }
    queue.shift();
    kept.write(queue);
    if (answer.state && !queue.some((one) => partsOf(one.tap)[0] === person)) {
      show(person, answer.state, answer.word, answer.kind, answer.time);
    }
    refuse(person, answer.status === "refused" ? answer.said || told.dataset.lost : "");
  }
  sending = false;
  if (queue.length === 0 && failed) {
    failed = false;
    tell(told.dataset.sent);
    again();
  }
};

document.addEventListener("submit", (event) => {
  const tap = event.target.id === "taps" && event.submitter?.value;
  if (!tap) return;
  event.preventDefault();
  const [person, state] = partsOf(tap);
  queue.push({ tap, at: Date.now(), once: crypto.getRandomValues(new Uint32Array(4)).join("-") });
  kept.write(queue);
  refuse(person, "");
  show(person, state);
  send();
});

// Somebody has checked in meanwhile: the list anew, unless a mark of ours is on its way.
const again = async () => {
  if (queue.length > 0 || sending || place.contains(document.activeElement?.closest("input, textarea"))) return;
  try {
    const answer = await fetch(place.dataset.roll, { redirect: "manual" });
    if (!answer.ok || queue.length > 0) return;
    const held = document.activeElement?.closest?.("button[name=tap]");
    const back = held && [held.closest("li").id, held.dataset.mark];
    place.innerHTML = await answer.text(); // made by the program
    narrow();
    for (const one of refused) refuse(...one);
    if (back) document.getElementById(back[0])?.querySelector(`[data-mark="${back[1]}"]`)?.focus();
  } catch {
    // The next count tries again.
  }
};

const narrow = () => {
  const wanted = find.value.trim().toLowerCase();
  for (const row of place.querySelectorAll("[data-find]")) row.hidden = !row.dataset.find.includes(wanted);
  for (const part of place.querySelectorAll(".roll-branch")) {
    part.hidden = !part.querySelector("[data-find]:not([hidden])");
  }
};

find.addEventListener("input", narrow);
find.form.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("counted", again);
addEventListener("online", send);
setInterval(() => { if (queue.length > 0) send(); }, AGAIN);
for (const one of queue) show(...partsOf(one.tap).slice(0, 2));
if (queue.length > 0) send();
