// [data-guard-words]: asks before a page with unsaved words is left, unless they are kept on this device
// (keep-words.js). "unsaved" says that the form came back from the server without having been saved.
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-guard-words]")) {
    let unsaved = form.dataset.guardWords === "unsaved";
    form.addEventListener("input", () => { unsaved = true; });
    for (const done of ["submit", "words-saved"]) form.addEventListener(done, () => { unsaved = false; });
    window.addEventListener("beforeunload", (event) => { if (unsaved && !form.dataset.kept) event.preventDefault(); });
  }
})();
