// Passages marked in a text, and notes beside it.
//
// The page provides: #text (data-revision, data-text) with a section element for each section, #notes-list with a line
// for each note (data-start and data-length count characters of the text of all sections), #mark-tools, #note-dialog,
// #mark-said and #reading-form (data-notes: where a passage is sent). Notes with words go beside their passage.
const AROUND = 40;
const LONGEST = 5000;
const text = document.querySelector("#text");
const list = document.querySelector("#notes-list");
const form = document.querySelector("#reading-form");
const tools = document.querySelector("#mark-tools");
const dialog = document.querySelector("#note-dialog");
const said = document.querySelector("#mark-said");
const wide = matchMedia("(width >= 1180px)");
let chosen = null;

// The text of the sections, without the notes that stand between their paragraphs.
const nodesOfText = () => {
  const nodes = [];
  for (const section of text.querySelectorAll("section")) {
    const walker = document.createTreeWalker(section, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
      if (node.nodeType === Node.TEXT_NODE) return NodeFilter.FILTER_ACCEPT;
      return node.matches(".mnote") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
    });
    while (walker.nextNode()) nodes.push(walker.currentNode);
  }
  return nodes;
};

// The server counts characters, JavaScript halves of the rare ones: both ways.
const isLow = (code) => code >= 0xdc00 && code <= 0xdfff;
const characters = (words) => {
  let count = 0;
  for (let at = 0; at < words.length; at += 1) if (!isLow(words.charCodeAt(at))) count += 1;
  return count;
};
const unitAt = (words, character) => {
  let count = -1;
  for (let at = 0; at < words.length; at += 1) {
    if (isLow(words.charCodeAt(at))) continue;
    count += 1;
    if (count === character) return at;
  }
  return words.length;
};

// Wrap the part of each text node that lies between two places.
const wrap = (start, end, id) => {
  let at = 0;
  const marks = [];
  for (const node of nodesOfText()) {
    const from = Math.max(0, start - at), to = Math.min(node.length, end - at);
    at += node.length;
    if (from >= to || !node.data.slice(from, to).trim()) continue;
    const part = from > 0 ? node.splitText(from) : node;
    if (to - from < part.length) part.splitText(to - from);
    const mark = document.createElement("mark");
    mark.className = "hl";
    mark.dataset.note = id;
    part.replaceWith(mark);
    mark.append(part);
    marks.push(mark);
  }
  return marks;
};

const squeezed = (words) => words.replace(/\s+/g, "");

// Where a note's passage is in this page: where the server found it, if the words are those that were marked, or if they
// were changed since. A page older than the text has them somewhere else.
const placeOf = (line, whole) => {
  const quote = line.querySelector(".quote")?.textContent ?? "";
  const start = unitAt(whole, Number(line.dataset.start));
  const end = unitAt(whole, Number(line.dataset.start) + Number(line.dataset.length));
  if (squeezed(whole.slice(start, end)) === squeezed(quote)) return [start, end];
  const at = whole.indexOf(quote);
  if (at >= 0) return [at, at + quote.length];
  return line.dataset.state === "moved" ? [start, end] : null;
};

const show = (line) => {
  if (!line.dataset.length || line.dataset.text !== text.dataset.text) return;
  const place = placeOf(line, nodesOfText().map((node) => node.data).join(""));
  if (!place) return;
  const marks = wrap(...place, line.id);
  if (line.matches(".has-words") && marks.length > 0) beside(line, marks);
};

// On a wide page a note stands in the margin, at the top of its paragraph; else below it.
const beside = (line, marks) => {
  let note = document.querySelector(`.mnote[data-of="${line.id}"]`);
  if (!note) {
    note = document.createElement("aside");
    note.className = "mnote own-note";
    note.dataset.of = line.id;
    note.setAttribute("aria-labelledby", "own-notes");
    note.append(...line.childNodes);
    note.id = line.id;
    line.removeAttribute("id");
    line.hidden = true;
  }
  const mark = wide.matches ? marks[0] : marks.at(-1);
  let block = mark;
  while (block.parentElement.tagName !== "SECTION") block = block.parentElement;
  if (wide.matches) block.before(note);
  else block.after(note);
};

wide.addEventListener("change", () => {
  for (const note of document.querySelectorAll(".mnote")) {
    const marks = [...text.querySelectorAll(`mark[data-note="${note.dataset.of}"]`)];
    if (marks.length > 0) beside({ id: note.dataset.of }, marks);
  }
});

text.addEventListener("click", (event) => {
  const mark = event.target.closest("mark.hl");
  if (!mark || !getSelection().isCollapsed) return;
  for (const one of text.querySelectorAll("mark.shown")) one.classList.remove("shown");
  for (const one of text.querySelectorAll(`mark[data-note="${mark.dataset.note}"]`)) one.classList.add("shown");
  document.getElementById(mark.dataset.note)?.scrollIntoView({ block: "nearest" });
});

// What is selected, as the server wants it: the words, what stands around them, where they begin.
const selected = () => {
  const selection = getSelection();
  if (selection.rangeCount === 0 || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!range.intersectsNode(text)) return null;
  let whole = "", start = -1, end = -1;
  for (const node of nodesOfText()) {
    if (range.intersectsNode(node)) {
      const from = node === range.startContainer ? range.startOffset : 0;
      const to = node === range.endContainer ? range.endOffset : node.length;
      if (to > from) {
        if (start < 0) start = whole.length + from;
        end = whole.length + to;
      }
    }
    whole += node.data;
  }
  if (start < 0) return null;
  while (start < end && /\s/.test(whole[start])) start += 1;
  while (end > start && /\s/.test(whole[end - 1])) end -= 1;
  const quote = whole.slice(start, end);
  if (!quote || quote.length > LONGEST) return null;
  const before = Array.from(whole.slice(Math.max(0, start - 2 * AROUND), start)).slice(-AROUND).join("");
  const after = Array.from(whole.slice(end, end + 2 * AROUND)).slice(0, AROUND).join("");
  return { quote, before, after, near: characters(whole.slice(0, start)) };
};

let waiting = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (dialog.open) return;
    const now = selected();
    if (now) chosen = now;
    tools.hidden = !now;
  }, 200);
});
tools.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays

const tell = (words) => {
  said.textContent = words;
  said.hidden = false;
  setTimeout(() => { said.hidden = true; }, 4_000);
};

const keep = async (words) => {
  const body = new URLSearchParams({
    csrf_token: form.elements.csrf_token.value, ...chosen, words, revision: text.dataset.revision,
  });
  const answer = await fetch(form.dataset.notes, { method: "POST", body, redirect: "error" });
  const kept = await answer.json();
  if (!answer.ok) throw new Error(kept.said, { cause: "refused" });
  const parsed = document.createElement("template");
  parsed.innerHTML = kept.html;
  const line = parsed.content.querySelector("li");
  if (!document.getElementById(line.id)) {
    list.append(line);
    show(line);
  }
  getSelection().removeAllRanges();
  tools.hidden = true;
  tell(kept.said);
};

const wordsOf = (error) => (error.cause === "refused" ? error.message : said.dataset.failed);

tools.addEventListener("click", async (event) => {
  const act = event.target.closest("[data-do]")?.dataset.do;
  if (!act || !chosen) return;
  if (act === "note") {
    dialog.querySelector("[data-quote]").textContent = chosen.quote;
    dialog.querySelector("[data-why]").hidden = true;
    tools.hidden = true;
    dialog.showModal();
    dialog.querySelector("textarea").focus();
    return;
  }
  try {
    await keep("");
  } catch (error) {
    tell(wordsOf(error));
  }
});

dialog.querySelector("[data-do=keep]").addEventListener("click", async (event) => {
  const field = dialog.querySelector("textarea");
  const button = event.currentTarget;
  button.disabled = true;
  try {
    await keep(field.value);
    field.value = "";
    dialog.close();
  } catch (error) {
    const why = dialog.querySelector("[data-why]");
    why.textContent = wordsOf(error);
    why.hidden = false;
  } finally {
    button.disabled = false;
  }
});

for (const line of [...list.children]) show(line);
if (location.hash.startsWith("#note-")) document.getElementById(location.hash.slice(1))?.scrollIntoView({ block: "center" });
