// [data-queue-keys]: J and K move through the rows, A takes the one that has the focus, / goes to the search,
// Enter opens a row as any link. Never while somebody writes. The keys can be turned off, and the choice is
// kept on this device; every key has a button or a link.
(() => {
  const hint = document.querySelector("[data-keys]");
  if (!hint) return;
  const STORE = "queue-keys-off";
  const WRITING = "input, textarea, select, [contenteditable]:not([contenteditable=false])";
  const table = document.querySelector("[data-queue-keys]");
  const rows = table ? [...table.querySelectorAll("[data-row]")] : [];
  const search = document.querySelector("[data-queue-search]");
  const toggle = hint.querySelector("[data-keys-toggle]");

  const stored = () => {
    try { return localStorage.getItem(STORE) === "1"; } catch { return false; }
  };
  let off = stored();

  const show = () => {
    hint.hidden = false;
    hint.querySelector("[data-keys-list]").hidden = off;
    toggle.textContent = off ? toggle.dataset.on : toggle.dataset.off;
  };

  toggle.addEventListener("click", () => {
    off = !off;
    try { localStorage.setItem(STORE, off ? "1" : "0"); } catch { /* kept for this page only */ }
    show();
  });

  const chosen = () => rows.findIndex((row) => row.contains(document.activeElement));
  const choose = (at) => rows[Math.max(0, Math.min(at, rows.length - 1))]?.querySelector("[data-open]").focus();
  const mark = () => rows.forEach((row, at) => row.classList.toggle("sel", at === chosen()));

  table?.addEventListener("focusin", mark);
  table?.addEventListener("focusout", () => rows.forEach((row) => row.classList.remove("sel")));

  const ACTS = {
    j: () => choose(chosen() + 1),
    k: () => choose(Math.max(0, chosen() - 1)),
    a: () => rows[chosen()]?.querySelector("[data-take]")?.click(),
    "/": () => search?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    const held = event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat;
    const act = ACTS[event.key.toLowerCase()];
    if (off || held || !act || event.target.closest(WRITING)) return;
    event.preventDefault();
    act();
  });

  show();
})();
