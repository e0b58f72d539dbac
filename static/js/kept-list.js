// [data-kept]: a list of what is marked on this device, [data-none-kept]: the words for an empty one.
(() => {
  const none = document.querySelector("[data-none-kept]");
  const draw = () => document.querySelectorAll("[data-kept]").forEach((part) => {
    const does = part.dataset.kept;
    const kept = Object.entries(marks.load()).filter(([, mark]) => mark[does]);
    const rows = kept.map(([name, { title, language, address }]) => {
      const row = part.querySelector("template").content.cloneNode(true);
      Object.assign(row.querySelector("a"), { textContent: title, href: address, lang: language, dir: "auto" });
      row.querySelector("button").addEventListener("click", () => {
        marks.change(name, does, false);
        draw();
        document.getElementById("main").focus();
      });
      return row;
    });
    part.querySelector("ul").replaceChildren(...rows);
    part.hidden = !rows.length;
    none.hidden = Object.keys(marks.load()).length > 0;
  });
  if (none) draw();
})();
