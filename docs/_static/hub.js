// The link for a teacher's own JupyterHub: her hub's address in place of the template's.
(() => {
  const form = document.querySelector(".hub-form"), shown = document.querySelector(".hub-link pre");
  const [field, link] = [form.querySelector("input"), form.querySelector("a")], template = shown.textContent;

  /** The hub's address: of all that may be pasted, what is before /hub/ and /user/. */
  const hub = (typed) => {
    const url = new URL(/^https?:/.test(typed) ? typed : `https://${typed}`);
    if (!/^[\w.-]+$/.test(url.hostname)) throw new TypeError(typed);
    return url.origin + url.pathname.replace(/\/(hub|user)(\/.*)?$/, "").replace(/\/*$/, "/");
  };

  form.addEventListener("input", () => {
    let address = "";
    try { address = field.value.trim() && hub(field.value.trim()); } catch { /* not an address yet */ }
    shown.textContent = link.href = address ? template.replace(/^https:\/\/HUB\//, address) : template;
    link.hidden = !address;
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
})();
