// A posted form cannot be posted again by a second tap: its buttons wait until the page leaves or comes back.
// A form whose answer is a file carries data-stays and is left alone.
const held = new Set();

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "stays" in form.dataset) return;
  // After this turn: a button that is disabled too early would not send its own name and value.
  setTimeout(() => {
    for (const button of form.elements) {
      if (button.type !== "submit" || button.disabled) continue;
      button.disabled = true;
      held.add(button);
    }
    (event.submitter ?? form.querySelector("button"))?.setAttribute("aria-busy", "true");
  });
});

window.addEventListener("pageshow", () => {
  for (const button of held) {
    button.disabled = false;
    button.removeAttribute("aria-busy");
  }
  held.clear();
});
