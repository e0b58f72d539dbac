// Keeps on this device what sections a reader marks as read or keeps for later; nothing of it is sent anywhere.
// [data-mark]: a section's line, where the buttons of [data-mark-buttons] go. reading-list.js shows what is kept.
(() => {
  const STORE = "reading-list";
  const load = () => {
    try {
      const marks = JSON.parse(localStorage.getItem(STORE));
      return marks && typeof marks === "object" ? marks : {};
    } catch { return {}; }
  };

  const change = (name, does, value, about = {}) => {
    const marks = load();
    const mark = { ...marks[name], ...about, [does]: value };
    if (mark.read || mark.listed) marks[name] = mark;
    else delete marks[name];
    localStorage.setItem(STORE, JSON.stringify(marks));
  };

  const buttons = document.querySelector("[data-mark-buttons]");
  for (const line of document.querySelectorAll("[data-mark]")) {
    const { mark: name } = line.dataset;
    const heading = line.closest(".sect").querySelector("h2");
    const about = {
      title: heading.textContent.trim(),
      language: heading.querySelector("[lang]")?.lang || document.documentElement.lang,
      address: `${location.pathname}#${heading.id}`,
    };
    line.append(buttons.content.cloneNode(true));
    const status = line.querySelector("[role=status]");
    const is = (does) => Boolean(load()[name]?.[does]);
    const show = () => line.querySelectorAll("button").forEach((button) => {
      button.textContent = is(button.dataset.does) ? button.dataset.unset : button.dataset.set;
      button.setAttribute("aria-describedby", heading.id);
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
  }
})();
