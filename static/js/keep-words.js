// form[data-keep-words]: keeps what is typed on this device until the server has it, and offers it back when
// the form is opened again. Copies belong to one person and one opened form; signing out removes them.
(() => {
  "use strict";
  const OLD = 14 * 24 * 3600 * 1000;
  const OWN = new Set(["csrfmiddlewaretoken", "seen", "tab", "turn"]);

  // British, as the portal writes its dates.
  const language = document.documentElement.lang.replace(/^en$/u, "en-GB");

  const words = (form) => [...new FormData(form)].filter(([name, value]) => !OWN.has(name) && typeof value === "string");
  const same = (one, other) => JSON.stringify(one.filter(([, value]) => value)) === JSON.stringify(other.filter(([, value]) => value));
  const read = (name) => { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } };

  const fill = (form, entries) => {
    for (const name of new Set(entries.map(([key]) => key))) {
      const [, rows] = name.match(/^(\w+)-\d+-\w+$/u) || [];
      const more = rows && form.querySelector(`[data-add-row=${rows}]`);
      for (let tries = 0; more && !more.hidden && !form.elements[name] && tries < 20; tries += 1) more.click();
    }
    for (const field of form.elements) {
      if (!field.name || OWN.has(field.name) || !/^(INPUT|TEXTAREA|SELECT)$/u.test(field.tagName) || field.type === "file") continue;
      const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
  };

  const offer = (form, name, copy) => {
    const template = form.querySelector("template[data-kept-words]");
    const notice = template.content.cloneNode(true).firstElementChild;
    const since = notice.querySelector("[data-since]");
    since.textContent = since.textContent.replace("{when}", new Date(copy.at).toLocaleString(language, { dateStyle: "long", timeStyle: "short" }));
    const done = () => { localStorage.removeItem(name); notice.remove(); };
    notice.querySelector("[data-restore]").addEventListener("click", () => {
      // What was seen then, not now: if somebody saved meanwhile, the server says so.
      if (copy.seen) form.elements.seen.value = copy.seen;
      fill(form, copy.words);
      done();
      form.querySelector("textarea, input:not([type=hidden])").focus();
    });
    notice.querySelector("[data-discard]").addEventListener("click", done);
    template.after(notice);
  };

  const start = (form) => {
    const prefix = `words:${form.dataset.person}:${form.dataset.keepWords}:`;
    const own = prefix + form.elements.tab.value;
    const kept = Object.keys(localStorage).filter((name) => name.startsWith(prefix));
    for (const name of kept) {
      const copy = read(name);
      if (!copy?.words || Date.now() - copy.at > OLD || same(copy.words, words(form))) localStorage.removeItem(name);
      else offer(form, name, copy);
    }
    let timer;
    const keep = () => {
      clearTimeout(timer);
      timer = null;
      try {
        localStorage.setItem(own, JSON.stringify({ at: Date.now(), seen: form.elements.seen.value, words: words(form) }));
        form.dataset.kept = "yes";
      } catch { delete form.dataset.kept; }
    };
    form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(keep, 300); });
    form.addEventListener("words-saved", () => { clearTimeout(timer); timer = null; localStorage.removeItem(own); });
    form.addEventListener("submit", keep);
    window.addEventListener("pagehide", () => { if (timer) keep(); });
  };

  try { document.querySelectorAll("form[data-keep-words]").forEach(start); } catch { /* A device that keeps nothing. */ }
})();
