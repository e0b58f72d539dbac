// Shows what works only with script: a button marked data-needs-script is sent hidden.
(() => {
  for (const element of document.querySelectorAll("[data-needs-script]")) element.hidden = false;
})();
