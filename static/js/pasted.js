// HTML from the clipboard as Markdown: headings, bold, italic, lists, tables, line breaks; Word's own lists, which are
// paragraphs with their sign in a span of "mso-list:Ignore". Nothing is left out but pictures, and how it looked.
const HEADINGS = { H1: "## ", H2: "### ", H3: "#### ", H4: "##### ", H5: "###### ", H6: "###### " };
const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "TABLE", "BLOCKQUOTE", "SECTION", "ARTICLE", "PRE"]);
const NO_TEXT = new Set(["STYLE", "SCRIPT", "XML", "META", "LINK", "TITLE", "HEAD"]);
const NUMBER = /^\(?（?\s*(\d{1,3})\s*[.)、）．]/;
const BULLET = /^[·•●○■□◆◇➢Øo§ü\-–—*]*$/;

const style = (node) => node.getAttribute?.("data-style") ?? "";
const isSign = (node) => /mso-list:\s*Ignore/i.test(style(node));
const isBlock = (node) => node.nodeType === 1 && (BLOCKS.has(node.tagName) || [...node.children].some(isBlock));

const plain = (text) =>
  text
    .replace(/([\u2e80-\uffef])[ \t]*\r?\n[ \t]*(?=[\u2e80-\uffef])/g, "$1")
    .replace(/[ \t\r\n\f\u00a0]+/g, " ")
    .replace(/([\\`*_[\]|])/g, "\\$1")
    .replace(/<(?=[A-Za-z/!?])/g, "&lt;");

const mark = (node) => {
  if (/(^|;)\s*font-(weight|style)\s*:\s*normal/i.test(style(node))) return "";
  if (["B", "STRONG"].includes(node.tagName)) return "**";
  return ["I", "EM"].includes(node.tagName) ? "*" : "";
};

const inline = (node) => {
  if (node.nodeType === 3) return plain(node.data);
  if (node.nodeType !== 1 || NO_TEXT.has(node.tagName)) return "";
  if (node.tagName === "BR") return "  \n";
  const inside = [...node.childNodes].map(inline).join("");
  const around = mark(node);
  if (!around || !inside.trim() || inside.includes("\n")) return inside;
  return inside.replace(/^( *)(.*?)( *)$/, `$1${around}$2${around}$3`);
};

const tidy = (words) =>
  words
    .split("\n")
    .map((line) => line.replace(/^[ \t\u3000]+|[ \t\u3000]+$/g, ""))
    .filter(Boolean)
    .join("  \n"); // a break stays one

const onOneLine = (words) => words.trim().split(/\s+/).join(" ");

const firstEscaped = (words) => words.replace(/^(#{1,6}(?= )|>|[-+](?= )|=+$|~~~)/gm, "\\$1");

const itemOfWord = (node) => {
  const signs = [...node.querySelectorAll("span")].filter(isSign);
  const sign = signs.map((one) => one.textContent).join("").replace(/\u00a0/g, " ").trim();
  for (const one of signs) one.remove();
  const words = tidy(inline(node));
  const indent = "    ".repeat(Number(/level(\d)/.exec(style(node))?.[1] ?? 1) - 1);
  const number = NUMBER.exec(sign);
  if (number) return `${indent}${number[1]}. ${onOneLine(words)}`;
  return BULLET.test(sign) ? `${indent}- ${onOneLine(words)}` : firstEscaped(sign + words);
};

const items = (list, depth) => {
  let number = 0;
  const lines = [];
  for (const item of list.children) {
    if (["UL", "OL"].includes(item.tagName)) {
      lines.push(...items(item, depth + 1));
      continue;
    }
    number += 1;
    const nested = [...item.children].filter((one) => ["UL", "OL"].includes(one.tagName));
    for (const one of nested) one.remove();
    const words = onOneLine(inside(item).join(" "));
    lines.push("    ".repeat(depth) + (list.tagName === "OL" ? `${number}. ` : "- ") + words);
    for (const one of nested) lines.push(...items(one, depth + 1));
  }
  return lines;
};

const table = (node) => {
  const words = (cell) => (cell.querySelector("table") ? plain(cell.textContent) : inside(cell).join(" "));
  const rows = [...node.rows]
    .map((row) => [...row.cells].map((cell) => onOneLine(words(cell))))
    .filter((row) => row.some(Boolean));
  if (!rows.length) return [];
  const width = Math.max(...rows.map((row) => row.length));
  const lines = rows.map((row) => `| ${[...row, ...Array(width - row.length).fill("")].join(" | ")} |`);
  return [[lines[0], `|${" --- |".repeat(width)}`, ...lines.slice(1)].join("\n")];
};

const block = (node) => {
  if (node.tagName in HEADINGS) return [onOneLine(inline(node))].filter(Boolean).map((words) => HEADINGS[node.tagName] + words);
  if (node.tagName === "TABLE") return table(node);
  if (["UL", "OL"].includes(node.tagName)) return items(node, 0);
  if ([...node.children].some(isBlock)) return inside(node);
  if (/mso-list:\s*l\d+/.test(style(node))) return [itemOfWord(node)];
  return [firstEscaped(tidy(inline(node)))];
};

function inside(node) {
  const parts = [];
  let words = "";
  const flush = () => {
    if (words.trim()) parts.push(firstEscaped(tidy(words)));
    words = "";
  };
  for (const child of node.childNodes) {
    if (isBlock(child)) {
      flush();
      parts.push(...block(child));
    } else words += inline(child);
  }
  flush();
  return parts;
}

const isItem = (line) => /^ *(- |\d{1,3}\. )/.test(line);

/** The Markdown of a clipboard's HTML, and how many pictures were left out. */
export const markdownOf = (html) => {
  // The signs of Word's lists stand between conditional comments that are shown: <![if !supportLists]>.
  // Styles are only read here: as styles the security policy would refuse them, and say so.
  const still = html
    .replace(/<!\[(if|endif)[^>]*\]>/gi, "")
    .replace(/<style\b[\s\S]*?<\/style>/gi, "")
    .replace(/<\w[^>]*>/g, (tag) => tag.replace(/(\s)style(\s*=)/gi, "$1data-style$2"));
  const page = new DOMParser().parseFromString(still, "text/html");
  const pictures = page.body.querySelectorAll("img").length;
  let markdown = "";
  for (const part of inside(page.body).filter((one) => one.trim())) {
    const last = markdown.slice(markdown.lastIndexOf("\n") + 1);
    if (markdown) markdown += isItem(part) && isItem(last) ? "\n" : "\n\n";
    markdown += part.trimEnd();
  }
  return { markdown, pictures };
};
