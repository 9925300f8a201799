// A score sheet: each tap is saved at once, in order, and waits in this browser while there is no network.
//
// The page provides: form#sheet (data-key: where taps wait; words) with a version, fieldset.crit[data-name] for each mark,
// .comment, and #total, #left, #saved, #unsent, #sealed, #save, #seal, dialog#sure. What another device saved
// meanwhile is never written over: where both changed the same mark, .clash asks which one holds. Before the sheet
// is sealed its marks are shown once more; without network the page stays, and says so.
import { keptUnder, post } from "./kept-queue.js";

const AGAIN = 5_000;
const PAUSE = 700; // after the last key of a comment
const COMMENT = "comment";
const form = document.querySelector("#sheet");
const [total, left, saved, unsent, seal] = ["total", "left", "saved", "unsent", "seal"].map((id) => document.getElementById(id));
const sure = document.getElementById("sure");
const kept = keptUnder(form.dataset.key);
const words = form.dataset;
const stored = new Map(); // name -> value as the server has it, as far as this page knows
let queue = kept.read(); // {name, value, was: what the server had, clash: what another device saved}
let sending = false;
let stopped = ""; // why nothing is sent any more from this page
let trouble = "";
let asks = false; // whether to seal, as soon as everything is sent
let typing = 0;
const mine = new Set(queue.map((one) => one.name)); // what this page answers for; another tab may have more

const holders = [...form.querySelectorAll("fieldset[data-name], .comment")];
const nameOf = (holder) => holder.dataset.name ?? COMMENT;
const holderOf = (name) => holders.find((one) => nameOf(one) === name);
const controls = (holder) => [...holder.querySelectorAll("input, textarea")];
const clean = (name, text) => (name === COMMENT ? text.replace(/\r\n/g, "\n").replace(/^\n+/, "").trimEnd() : text.trim());
const same = (name, one, other) => one === other || (name !== COMMENT && one !== "" && other !== "" && Number(one) === Number(other));
const entryOf = (name) => queue.find((one) => one.name === name);

const read = (holder, first = false) => {
  const of = (one) => (first ? one.defaultValue : one.value);
  const all = controls(holder);
  if (all[0].type !== "radio") return clean(nameOf(holder), of(all[0]));
  return all.find((one) => (first ? one.defaultChecked : one.checked))?.value ?? "";
};

const show = (name, value) => {
  for (const one of controls(holderOf(name))) {
    if (one.type === "radio") one.checked = value !== "" && Number(one.value) === Number(value);
    else one.value = value;
    if (one.type === "radio" && one.checked) one.closest("details")?.setAttribute("open", "");
  }
};

const plain = (number) => String(Number(number.toFixed(2)));

const clashes = () => queue.some((one) => one.clash !== undefined);

const reckon = () => {
  let sum = 0;
  let lacking = 0;
  for (const holder of holders) {
    if (!holder.dataset.name) continue;
    const value = read(holder);
    const worth = (holder.dataset.weight * value) / holder.dataset.most;
    if (value === "") lacking += 1;
    else sum += worth;
    const [given, none] = [holder.querySelector(".worth"), holder.querySelector(".tag")];
    given.hidden = value === "";
    none.hidden = value !== "";
    given.querySelector("b").textContent = value === "" ? "" : plain(worth);
  }
  total.textContent = plain(sum);
  left.textContent = lacking === 0 ? left.dataset.none : left.dataset.left.replace("{n}", lacking);
  seal.disabled = lacking > 0 || stopped !== "" || (queue.length > 0 && (trouble !== "" || clashes()));
  seal.textContent = lacking > 0 ? seal.dataset.wanting : seal.dataset.ready;
};

// What the judge is told: a mark that clashes, or waits, or that all is saved.
const tell = () => {
  kept.write([...kept.read().filter((one) => !mine.has(one.name)), ...queue]);
  for (const holder of holders) {
    const entry = entryOf(nameOf(holder));
    const clash = holder.querySelector(".clash");
    clash.hidden = entry?.clash === undefined;
    if (clash.hidden) continue;
    clash.querySelector("[data-take=there] b").textContent = entry.clash || "—";
    clash.querySelector("[data-take=here] b").textContent = entry.value;
  }
  const said = stopped || trouble || (clashes() ? words.clash : queue.length > 0 ? words.sending : "");
  unsent.textContent = said;
  unsent.hidden = said === "";
  saved.hidden = said !== "" || saved.lastElementChild.textContent === "";
  reckon();
};

const drop = (entry) => { queue = queue.filter((one) => one !== entry); };

// The server's values against ours: where only one side changed a mark there is nothing to choose.
const meet = (name, value) => {
  const entry = entryOf(name);
  stored.set(name, value);
  if (!entry) show(name, value);
  else if (same(name, entry.value, value)) drop(entry);
  else if (!same(name, entry.was, value)) entry.clash = value;
  if (entry) show(name, entry.value);
};

const taken = (answer) => {
  form.elements.version.value = answer.version;
  saved.lastElementChild.textContent = answer.said;
};

const meetAll = (answer) => {
  taken(answer);
  for (const [each, now] of Object.entries(answer.stored)) meet(each, now);
};

// Nothing is taken any more. What waits for a sheet that was sealed elsewhere is never sent.
const end = (answer) => {
  stopped = answer.said;
  if (!answer.sealed) return;
  queue = [];
  document.getElementById("sealed").hidden = false;
};

const sendOne = async (entry) => {
  const { name, value } = entry;
  const fields = { csrf_token: form.elements.csrf_token.value, version: form.elements.version.value, step: "save", [name]: value };
  const answer = await post(form.getAttribute("action"), fields);
  if (answer.status === "away") trouble = words.waiting;
  else if (answer.status === "signed-out" || answer.status === "done-before") stopped = words.signedOut;
  else if (answer.over) end(answer);
  else if (answer.status === "refused" && !answer.said) stopped = words.lost;
  else {
    trouble = "";
    if (answer.stored) meetAll(answer);
    else if (answer.status === "done") {
      taken(answer);
      stored.set(name, value);
      if (entry.value === value) drop(entry);
      else entry.was = value;
    } else {
      trouble = answer.said;
      drop(entry);
      show(name, stored.get(name));
    }
    return true;
  }
  return false;
};

const send = async () => {
  if (sending || stopped) return;
  sending = true;
  let goes = true;
  while (goes) {
    const next = queue.find((one) => one.clash === undefined);
    goes = next !== undefined && (await sendOne(next));
    tell();
  }
  sending = false;
  const ready = asks && !seal.disabled && queue.length === 0;
  asks = false;
  if (ready) ask();
};

const ask = () => {
  for (const one of sure.querySelectorAll("[data-mark]")) one.textContent = read(holderOf(one.dataset.mark));
  sure.querySelector("[data-total]").textContent = total.textContent;
  sure.showModal();
};

const sealNow = async () => {
  const fields = { ...Object.fromEntries(new FormData(form)), step: "seal" };
  sure.close();
  seal.disabled = true;
  const answer = await post(form.getAttribute("action"), fields);
  if (answer.status === "done" || answer.sealed) {
    location.assign(form.getAttribute("action"));
    return;
  }
  if (answer.status === "away") trouble = words.away;
  else if (answer.status === "signed-out" || answer.status === "done-before") stopped = words.signedOut;
  else if (answer.over) end(answer);
  else if (answer.stored) {
    meetAll(answer);
    trouble = words.changed;
  } else trouble = answer.said || words.lost;
  tell();
};

const change = (name) => {
  mine.add(name);
  const value = read(holderOf(name));
  const entry = entryOf(name);
  if (value === "" && name !== COMMENT) show(name, stored.get(name));
  else if (!entry && same(name, value, stored.get(name))) return;
  else if (!entry) queue.push({ name, value, was: stored.get(name) });
  else {
    entry.value = value;
    if (entry.clash !== undefined) {
      entry.was = entry.clash;
      delete entry.clash;
    }
  }
  if (trouble !== words.waiting) trouble = "";
  tell();
  send();
};

const take = (name, side) => {
  const entry = entryOf(name);
  if (side === "there") {
    show(name, entry.clash);
    drop(entry);
    tell();
  } else change(name);
};

// A number that is typed, one step more or less.
const move = (input, by) => {
  const { least, most, step } = input.dataset;
  const from = input.value === "" ? (by > 0 ? least - step : Number(most) + Number(step)) : Number(input.value);
  const to = Math.min(most, Math.max(least, from + by * step));
  input.value = String(Number(to.toFixed(4)));
  change(input.name);
};

// The comment, unless it stands as it was sent, or as it waits.
const changeComment = () => {
  clearTimeout(typing);
  const value = read(holderOf(COMMENT));
  if (value !== (entryOf(COMMENT)?.value ?? stored.get(COMMENT))) change(COMMENT);
};

form.addEventListener("change", (event) => (event.target.name === COMMENT ? changeComment() : change(event.target.name)));
form.addEventListener("input", (event) => {
  if (event.target.name !== COMMENT) return;
  clearTimeout(typing);
  typing = setTimeout(changeComment, PAUSE);
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[type=button]");
  if (!button) return;
  if ("notYet" in button.dataset) {
    sure.close();
    return;
  }
  const holder = button.closest("fieldset[data-name], .comment");
  if (button.dataset.take) take(nameOf(holder), button.dataset.take);
  else move(holder.querySelector("input"), "more" in button.dataset ? 1 : -1);
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.submitter?.value === "seal") {
    sealNow();
    return;
  }
  changeComment();
  asks = event.submitter?.value === "ask";
  send();
});

for (const holder of holders) {
  stored.set(nameOf(holder), read(holder, true));
  for (const button of holder.querySelectorAll("[data-less], [data-more]")) button.hidden = false;
}
document.getElementById("save").hidden = true;
queue = queue.filter((one) => holderOf(one.name));
for (const entry of [...queue]) {
  delete entry.clash;
  meet(entry.name, stored.get(entry.name));
}
tell();
addEventListener("online", () => {
  if (trouble === words.away) trouble = "";
  send();
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); }); // it may be sealed by now
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") changeComment(); });
setInterval(() => { if (queue.length > 0) send(); }, AGAIN);
if (queue.length > 0) send();
