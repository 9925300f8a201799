// A passage that is selected in the text goes into the form for an answer in the margin.
//
// The page provides: [data-text] with blocks that say where they begin (data-start), form[data-margin] with passage,
// start, extent and words, the details around it, and [data-answer-here], a button that leads there.
const text = document.querySelector("[data-text]");
const form = document.querySelector("form[data-margin]");
const button = document.querySelector("[data-answer-here]");

// The server counts characters, JavaScript halves of the rare ones.
const characters = (words) => Array.from(words).length;

// The words of a selection, without the answers that stand between the blocks.
const wordsOf = (range) => {
  const copy = range.cloneContents();
  for (const one of copy.querySelectorAll(".margin-notes")) one.remove();
  return copy.textContent.replace(/\s*\n\s*/g, "\n").trim();
};

// Where a place of the selection is in the plain text; -1 where it is in none of the blocks.
const placeOf = (node, offset) => {
  const block = (node.nodeType === 1 ? node : node.parentElement)?.closest("[data-start]");
  if (!block || !text.contains(block)) return -1;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, offset);
  return Number(block.dataset.start) + characters(before.toString());
};

const look = () => {
  const selection = document.getSelection();
  if (!selection.rangeCount || selection.isCollapsed) {
    button.hidden = true;
    return;
  }
  const range = selection.getRangeAt(0);
  const start = placeOf(range.startContainer, range.startOffset);
  const end = placeOf(range.endContainer, range.endOffset);
  button.hidden = start < 0 || end <= start;
  if (button.hidden) return;
  form.elements.start.value = start;
  form.elements.extent.value = end - start;
  form.elements.passage.value = wordsOf(range);
};

if (text && form && button) {
  document.addEventListener("selectionchange", look);
  button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
  button.addEventListener("click", () => {
    form.closest("details").open = true;
    form.elements.words.focus();
    button.hidden = true;
  });
}
