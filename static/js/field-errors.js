// Shows beside its field what the server could not save while somebody types (autosave.js: words-refused),
// and takes it away again; the focus stays where it is.
(() => {
  "use strict";
  const MARK = "data-said-by-script";

  const clear = (form) => {
    for (const said of form.querySelectorAll(`[${MARK}]`)) {
      said.closest(".field").classList.remove("has-error");
      for (const input of said.closest(".field").querySelectorAll("[aria-invalid]")) {
        input.removeAttribute("aria-invalid");
        const others = (input.getAttribute("aria-describedby") || "").split(" ").filter((id) => id && id !== said.id);
        if (others.length) input.setAttribute("aria-describedby", others.join(" "));
        else input.removeAttribute("aria-describedby");
      }
      said.remove();
    }
  };

  const show = (form, name, sentences) => {
    const field = form.querySelector(`#field-${CSS.escape(name)} .field`) || form.querySelector(`[name="${CSS.escape(name)}"]`)?.closest(".field");
    if (!field || field.querySelector(".err[id]")) return;
    const said = document.createElement("div");
    said.className = "err";
    said.id = `said-${name}`;
    said.setAttribute(MARK, "");
    said.append(...sentences.map((sentence) => Object.assign(document.createElement("p"), { textContent: sentence })));
    const before = field.querySelector(":scope > .hint") || field.querySelector(":scope > label, :scope > legend");
    before.after(said);
    field.classList.add("has-error");
    for (const input of field.querySelectorAll("input:not([type=hidden]), textarea, select")) {
      // A row without a word cannot be what was refused.
      const row = input.closest(".row-in");
      if (row && ![...row.querySelectorAll("input")].some((box) => box.value.trim())) continue;
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") || ""} ${said.id}`.trim());
    }
  };

  for (const form of document.querySelectorAll("form[data-autosave]")) {
    form.addEventListener("words-refused", ({ detail }) => {
      clear(form);
      for (const [name, sentences] of Object.entries(detail)) show(form, name, sentences);
    });
  }
})();
