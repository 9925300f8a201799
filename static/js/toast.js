// The offer to undo leaves after its seconds (data-seconds); it waits while it is pointed at or holds the focus.
for (const toast of document.querySelectorAll(".toast-line[data-seconds]")) {
  let left = Number(toast.dataset.seconds);
  const timer = setInterval(() => {
    if (toast.matches(":hover, :focus-within")) return;
    left -= 1;
    if (left > 0) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
}
