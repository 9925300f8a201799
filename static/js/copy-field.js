// A button beside a field that only shows something: it copies what the field holds.
for (const field of document.querySelectorAll("input[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-small";
  button.textContent = field.dataset.copy;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      if (!document.execCommand("copy")) return; // without TLS browsers offer nothing else
    }
    button.textContent = field.dataset.copied;
  });
  field.addEventListener("focus", () => field.select());
  field.after(button);
}
