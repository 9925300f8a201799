// The sum of the weights in <form data-weights>, told as they are typed.
//
// The form provides: inputs with data-weight, and an output [data-weights-sum] with data-words ("Weights: @ of 100")
// and data-whole (what they should make).
for (const form of document.querySelectorAll("form[data-weights]")) {
  const sum = form.querySelector("[data-weights-sum]");
  const inputs = [...form.querySelectorAll("[data-weight]")];

  const show = () => {
    const total = inputs.reduce((all, one) => all + (/^\d{1,3}$/.test(one.value.trim()) ? Number(one.value) : 0), 0);
    sum.textContent = sum.dataset.words.replace("@", total);
    sum.classList.toggle("off", total !== Number(sum.dataset.whole));
  };

  form.addEventListener("input", show);
  window.addEventListener("pageshow", show);
}
