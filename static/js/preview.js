// While a text is typed in a <textarea data-previewed="NAME">, #preview-NAME shows how it will look.
//
// The form provides data-preview (where to ask) and data-class (whose pictures). The Preview button does without this.
const PAUSE = 600;
const form = document.querySelector("form[data-preview]");

const show = async (area, place, turn) => {
  const mine = ++turn.last;
  const fields = new URLSearchParams({
    csrf_token: form.elements.csrf_token.value,
    slug: form.dataset.class,
    text: area.value,
  });
  for (const one of form.querySelectorAll("[name=kept]:checked")) fields.append("kept", one.value);
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: fields, redirect: "error" });
    const html = await answer.text();
    if (answer.ok && mine === turn.last) place.innerHTML = html; // sanitised by the program
  } catch {
    // What was shown before stays; the next letter asks again.
  }
};

for (const area of form?.querySelectorAll("[data-previewed]") ?? []) {
  const place = document.getElementById(`preview-${area.dataset.previewed}`);
  const turn = { last: 0 };
  let timer = 0;
  area.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE, area, place, turn);
  });
  if (area.value.trim() && !area.disabled) show(area, place, turn);
}
