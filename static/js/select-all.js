// <input type="checkbox" data-select-all="NAME"> ticks every checkbox of that name in its form;
// <output data-count-of="NAME"> shows how many are ticked, in the words of its data-words ("%d chosen").
for (const all of document.querySelectorAll("[data-select-all]")) {
  const boxes = [...all.form.querySelectorAll(`input[type=checkbox][name="${all.dataset.selectAll}"]`)];
  const count = all.form.querySelector(`[data-count-of="${all.dataset.selectAll}"]`);

  const show = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = boxes.length > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    if (count) count.textContent = count.dataset.words.replace("%d", ticked);
  };

  all.hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    show();
  });
  for (const box of boxes) box.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
