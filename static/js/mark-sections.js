// [data-mark]: a section's line, where the buttons of [data-mark-buttons] go; kept-list.js shows what is kept.
(() => {
  const buttons = document.querySelector("[data-mark-buttons]");
  for (const line of document.querySelectorAll("[data-mark]")) {
    const heading = line.closest(".sect").querySelector("h2");
    line.append(buttons.content.cloneNode(true));
    line.querySelectorAll("button").forEach((button) => button.setAttribute("aria-describedby", heading.id));
    marks.wire(line, {
      title: heading.textContent.trim(),
      language: heading.querySelector("[lang]")?.lang || document.documentElement.lang,
      address: `${location.pathname}#${heading.id}`,
    });
  }
})();
