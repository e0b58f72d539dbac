// [data-add-row]: one more row of a small table of inputs ([data-rows]) without leaving the page.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-add-row]")) {
    const table = button.form.querySelector(`[data-rows="${button.dataset.addRow}"]`);
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const n = table.children.length;
      const row = table.lastElementChild.cloneNode(true);
      row.setAttribute("aria-label", table.dataset.label.replace("{n}", n + 1));
      for (const input of row.querySelectorAll("input")) {
        input.name = input.name.replace(`-${n - 1}-`, `-${n}-`);
        input.id = input.id.replace(`-${n - 1}-`, `-${n}-`);
        input.previousElementSibling.htmlFor = input.id;
        input.value = "";
      }
      table.append(row);
      button.hidden = n + 1 >= Number(table.dataset.most);
      row.querySelector("input").focus();
    });
  }
})();
