// The queue by keyboard: j next, k previous, x tick, a accept, r return with a reason.
// Letter keys work only while the switch #letter-keys is on; the choice stays on this device.
//
// The page provides: .q-list > li (one of them .now) with a link and a checkbox each,
// [data-key="a"] the accept button, [data-key="r"] the field or disclosure for the reason.
const STORE = "rigong.letter-keys";
const control = document.querySelector("#letter-keys");

const remembered = () => {
  try {
    return localStorage.getItem(STORE);
  } catch {
    return null; // storage may be closed by policy; the switch then works for this page only
  }
};

const remember = (on) => {
  try {
    localStorage.setItem(STORE, on ? "on" : "off");
  } catch {
    // as above
  }
};

const now = () => document.querySelector(".q-list > li.now");

const follow = (row) => row?.querySelector("a")?.click();

const openReason = () => {
  const target = document.querySelector('[data-key="r"]');
  if (!target) return;
  if (target instanceof HTMLDetailsElement) target.open = true;
  (target.matches("input, textarea, select") ? target : target.querySelector("input:not([type=hidden]), textarea, select"))?.focus();
};

const actions = {
  j: () => follow(now()?.nextElementSibling),
  k: () => follow(now()?.previousElementSibling),
  x: () => now()?.querySelector("input[type=checkbox]")?.click(),
  a: () => {
    // While a reason is being given nothing is accepted by a slip of the finger.
    if (!document.querySelector('details[data-key="r"][open]')) document.querySelector('[data-key="a"]')?.click();
  },
  r: openReason,
};

const typing = (element) => element.matches("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");

if (control) {
  const saved = remembered();
  if (saved) control.checked = saved === "on";
  control.addEventListener("change", () => remember(control.checked));
  document.addEventListener("keydown", (event) => {
    const action = actions[event.key];
    if (!action || !control.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (typing(event.target)) return;
    event.preventDefault();
    action();
  });
}
