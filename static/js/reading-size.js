// The size of the words is there at once (:has) and stays on this device.
document.querySelector(".sizes")?.addEventListener("change", (event) => {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `reading-size=${event.target.value}; Max-Age=31536000; Path=/; SameSite=Lax${secure}`;
});
