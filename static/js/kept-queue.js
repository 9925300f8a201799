// What could not be sent waits in this browser, by gathering and account, oldest first.
export const keptUnder = (key) => ({
  read() {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "[]");
    } catch {
      return [];
    }
  },
  write(list) {
    try {
      if (list.length > 0) localStorage.setItem(key, JSON.stringify(list));
      else localStorage.removeItem(key);
      return true;
    } catch {
      return false; // no room, or not allowed here: the page alone remembers
    }
  },
});

// The answer of the server to a form: {said, ...} with its status; "away" without network, "signed-out" without sign-in.
export const post = async (address, fields) => {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST", body: new URLSearchParams(fields), redirect: "manual", headers: { Accept: "application/json" },
    });
  } catch {
    return { status: "away" };
  }
  if (answer.status === 401 || answer.status === 400) return { status: "signed-out" }; // 400: another's sign-in by now
  if (answer.type === "opaqueredirect") return { status: "done-before" };
  if (answer.status >= 500 || answer.status === 429) return { status: "away" };
  try {
    return { status: answer.ok ? "done" : "refused", ...(await answer.json()) };
  } catch {
    return { status: "refused", said: "" };
  }
};
