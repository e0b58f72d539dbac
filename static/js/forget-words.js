// Removes the copies that keep-words.js made on this device: of a form that was saved ([data-done] names it),
// and all of them when somebody signs out (form[data-forgets-words]), who is asked first.
(() => {
  "use strict";
  try {
    const copies = () => Object.keys(localStorage).filter((name) => name.startsWith("words:"));
    for (const message of document.querySelectorAll("[data-done]")) {
      const form = `:${message.dataset.done.replace(/^form-/u, "")}`;
      copies().filter((name) => name.endsWith(form)).forEach((name) => localStorage.removeItem(name));
    }
    for (const form of document.querySelectorAll("form[data-forgets-words]")) {
      form.addEventListener("submit", (event) => {
        const kept = copies();
        if (kept.length && !window.confirm(form.dataset.forgetsWords)) event.preventDefault();
        else kept.forEach((name) => localStorage.removeItem(name));
      });
    }
  } catch { /* A device that keeps nothing has nothing to forget. */ }
})();
