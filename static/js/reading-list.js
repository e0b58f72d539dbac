// Keeps on this device what a reader marks as read or keeps for later; nothing of it is sent anywhere.
// [data-mark]: the button of a case study; mark-sections.js has those of sections. [data-tick]: says that a section was read.
// [data-kept]: a list of what is marked, [data-none-kept]: the words for an empty one.
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

  for (const line of document.querySelectorAll("[data-mark]")) {
    const { mark: name, title, language, address } = line.dataset;
    const status = line.querySelector("[role=status]");
    const is = (does) => Boolean(load()[name]?.[does]);
    const show = () => line.querySelectorAll("button").forEach((button) => {
      button.textContent = is(button.dataset.does) ? button.dataset.unset : button.dataset.set;
    });
    line.addEventListener("click", ({ target }) => {
      const { does } = target.dataset;
      if (!does) return;
      try {
        change(name, does, !is(does), { title, language, address });
        status.textContent = is(does) ? status.dataset.saved : "";
      } catch { status.textContent = status.dataset.failed; }
      show();
    });
    show();
    line.hidden = false;
  }

  for (const tick of document.querySelectorAll("[data-tick]")) tick.hidden = !load()[tick.dataset.tick]?.read;

  const none = document.querySelector("[data-none-kept]");
  const draw = () => document.querySelectorAll("[data-kept]").forEach((part) => {
    const does = part.dataset.kept;
    const rows = Object.entries(load()).filter(([, mark]) => mark[does]).map(([name, { title, language, address }]) => {
      const row = part.querySelector("template").content.cloneNode(true);
      Object.assign(row.querySelector("a"), { textContent: title, href: address, lang: language, dir: "auto" });
      row.querySelector("button").addEventListener("click", () => { change(name, does, false); draw(); document.getElementById("main").focus(); });
      return row;
    });
    part.querySelector("ul").replaceChildren(...rows);
    part.hidden = !rows.length;
    none.hidden = Object.keys(load()).length > 0;
  });
  if (none) draw();
})();
