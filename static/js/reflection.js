// A reflection while it is written: how long it is against the rule, and what is pasted from Word.
//
// The page provides: textarea[data-pastes] with data-pasted and data-pictures (words), [data-paste-said] where they are
// told, and [data-count-for] naming the textarea, with data-least, data-enough and data-wanting (words).
import { markdownOf } from "./pasted.js";

const area = document.querySelector("textarea[data-pastes]");
const counter = document.querySelector("[data-count-for]");

// Nearly what the server counts: the words without white space and without the marks of Markdown.
const length = (text) =>
  text
    .replace(/^ {0,3}(?:#{1,6} |> ?|[-*+] |\d+[.)] )/gm, "")
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\\([\\`*_[\]|#])|[*_`|]/g, "$1")
    .replace(/\s+/g, "").length;

const count = () => {
  const num = length(area.value);
  const least = Number(counter.dataset.least);
  const words = num < least ? counter.dataset.wanting : counter.dataset.enough;
  counter.textContent = words.replace("%(num)s", num).replace("%(least)s", least).replace("%(missing)s", least - num);
  counter.classList.toggle("enough", num >= least);
};

const paste = (event) => {
  const html = event.clipboardData?.getData("text/html");
  if (!html) return;
  const { markdown, pictures } = markdownOf(html);
  if (!markdown) return;
  event.preventDefault();
  // The browser's own way keeps the undo of the field; where it has gone, the text is put in all the same.
  if (!document.execCommand("insertText", false, markdown)) {
    area.setRangeText(markdown, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  const said = document.querySelector("[data-paste-said]");
  said.textContent = pictures ? area.dataset.pictures : area.dataset.pasted;
};

if (area && counter) {
  area.addEventListener("input", count);
  area.addEventListener("paste", paste);
}
