// The minutes of a running timer go on while the page is open: [data-runs-since] holds when it began.
const MINUTE = 60_000;
const shown = document.querySelector("[data-runs-since]");

if (shown) {
  const began = new Date(shown.dataset.runsSince);
  const words = shown.textContent.trim();
  // Only below an hour: "27 min" keeps its words, whatever the language.
  const tick = () => {
    const minutes = Math.max(1, Math.floor((Date.now() - began) / MINUTE));
    if (minutes < 60 && /^\d+\D+$/.test(words)) shown.textContent = words.replace(/^\d+/, minutes);
  };
  setInterval(tick, MINUTE / 2);
}
