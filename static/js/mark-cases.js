// [data-mark]: the button of a case study. [data-tick]: says that a section was read.
(() => {
  for (const line of document.querySelectorAll("[data-mark]")) {
    const { title, language, address } = line.dataset;
    marks.wire(line, { title, language, address });
  }
  for (const tick of document.querySelectorAll("[data-tick]")) tick.hidden = !marks.load()[tick.dataset.tick]?.read;
})();
