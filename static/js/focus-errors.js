// Moves the focus to the summary of errors, so that it is the first thing read after a refused form.
// A link in the summary leads to the field and puts the caret into it.
(() => {
  const summary = document.querySelector("[data-focus-errors]");
  if (!summary) return;
  summary.focus();

  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest(".field") || field;
    group.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
})();
