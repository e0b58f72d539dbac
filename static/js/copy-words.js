// [data-copy-words]: copies the text of the element it names; says so on the button.
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy-words]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copyWords).innerText.trim());
      button.textContent = button.dataset.copied;
    });
  }
})();
