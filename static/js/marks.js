// Keeps on this device what a reader marks as read or keeps for later; nothing of it is sent anywhere.
// Read by mark-sections.js (a module's page) and by mark-cases.js and kept-list.js (the reading list's pages).
const marks = (() => {
  const STORE = "reading-list";
  const load = () => {
    try {
      const kept = JSON.parse(localStorage.getItem(STORE));
      return kept && typeof kept === "object" ? kept : {};
    } catch { return {}; }
  };

  const change = (name, does, value, about = {}) => {
    const kept = load();
    const mark = { ...kept[name], ...about, [does]: value };
    if (mark.read || mark.listed) kept[name] = mark;
    else delete kept[name];
    localStorage.setItem(STORE, JSON.stringify(kept));
  };

  // Brings the buttons of one line to life; about: title, language and address of what is marked.
  const wire = (line, about) => {
    const { mark: name } = line.dataset;
    const status = line.querySelector("[role=status]");
    const is = (does) => Boolean(load()[name]?.[does]);
    const show = () => line.querySelectorAll("button").forEach((button) => {
      button.textContent = is(button.dataset.does) ? button.dataset.unset : button.dataset.set;
    });
    line.addEventListener("click", ({ target }) => {
      const { does } = target.dataset;
      if (!does) return;
      try {
        change(name, does, !is(does), about);
        status.textContent = is(does) ? status.dataset.saved : "";
      } catch { status.textContent = status.dataset.failed; }
      show();
    });
    show();
    line.hidden = false;
  };

  return { load, change, wire };
})();
