// What is being typed is kept as a draft on the server, every 20 seconds at most and when the page is left.
//
// The page provides: form[data-drafts] (where to send it), data-draft (the draft's number, empty for none yet),
// data-kind, data-not-saved (words), and [data-kept-at] for "kept 14:03". Files are not kept; the button does that.
const PAUSE = 20_000;
const form = document.querySelector("form[data-drafts]");

const start = () => {
  const told = form.querySelector("[data-kept-at]");
  let timer = 0;
  let sending = null;
  let changed = false;
  let over = false;

  const body = () => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && name !== "once") fields.append(name, value);
    }
    fields.set("kind", form.dataset.kind);
    fields.set("draft", form.dataset.draft);
    return fields;
  };

  const keepNumber = (kept) => {
    if (!form.dataset.draft) {
      // From here on this page is the draft's own: reloading it, or sending it, goes on with the draft.
      const place = kept.place + location.search;
      history.replaceState(null, "", place);
      form.action = place;
    }
    form.dataset.draft = kept.draft;
    form.elements.version.value = kept.version;
  };

  const send = async () => {
    changed = false;
    try {
      const answer = await fetch(form.dataset.drafts, { method: "POST", body: body(), redirect: "error" });
      const kept = await answer.json();
      told.textContent = kept.said;
      if (answer.ok) keepNumber(kept);
      else over = true;
    } catch {
      told.textContent = form.dataset.notSaved;
      changed = true;
      later();
    }
  };

  const save = () => {
    clearTimeout(timer);
    timer = 0;
    if (sending || over || !changed) return;
    sending = send().finally(() => {
      sending = null;
    });
  };

  const later = () => {
    if (!timer) timer = setTimeout(save, PAUSE);
  };

  // What was sent and refused is kept nowhere yet.
  if (form.querySelector(".field.wrong")) {
    changed = true;
    later();
  }
  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    changed = true;
    later();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") save();
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (!sending) {
      over = true;
      return;
    }
    // The draft that is just being kept is the one to hand in: wait for its number.
    event.preventDefault();
    const button = event.submitter;
    await sending;
    over = true;
    form.requestSubmit(button);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload(); // come back to: what it holds may be logged by now
  });
};

if (form) start();
