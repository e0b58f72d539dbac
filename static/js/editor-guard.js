/* Stands before the editor package's own script and takes back what that script takes from people:
   the Tab key, dropping files elsewhere, and a preview that shows any answer whatever it says. */
(() => {
  "use strict";
  const FIELD = "textarea.markdownx-editor";
  const field = (node) => (node instanceof Element ? node.closest(FIELD) : null);

  /* It takes Tab and Ctrl+D, [ and ] for itself: nobody could leave the field by keyboard. */
  document.addEventListener("keydown", (event) => {
    const taken = event.key === "Tab" || ((event.ctrlKey || event.metaKey) && ["d", "[", "]"].includes(event.key));
    if (taken && field(event.target)) event.stopImmediatePropagation();
  }, true);

  /* It cancels every drop on the page. Fields take files and text as ever; beside them a drop stays
     cancelled, as the browser would leave the page and open the file. */
  for (const type of ["drop", "dragover", "dragenter", "dragleave"]) {
    document.documentElement.addEventListener(type, (event) => {
      if (event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]")) event.stopPropagation();
    });
  }

  /* In its own field it means to take files, and swallows text that is dragged as well. */
  for (const type of ["drop", "dragover", "dragenter", "dragleave"]) {
    document.addEventListener(type, (event) => {
      if (field(event.target) && !event.dataTransfer?.types.includes("Files")) event.stopImmediatePropagation();
    }, true);
  }

  let receiver = null;
  for (const type of ["drop", "paste"]) {
    document.addEventListener(type, (event) => { receiver = field(event.target) || receiver; }, true);
  }
  /* The request does not say which field it is for. Where two hold the same words, it is for the one that
     has not asked with them yet. */
  const asked = new WeakMap();
  const ownerOf = (kind, body) => {
    if (kind === "upload") return receiver;
    const words = body.get("content");
    const same = [...document.querySelectorAll(FIELD)].filter((textarea) => textarea.value === words);
    const owner = same.find((textarea) => asked.get(textarea) !== words) ?? same[0];
    if (owner) asked.set(owner, words);
    return owner;
  };

  /* A refusal, or the page that a redirect leads to, is not what was asked for. */
  const isGood = ({ xhr, address }) => xhr.status === 200 && new URL(xhr.responseURL).pathname === address;
  const latest = new WeakMap();

  function answered(request, event) {
    const { kind, owner, xhr } = request;
    const outdated = kind === "preview" && latest.get(owner) !== xhr;
    const good = isGood(request);
    if (!good || outdated) event.stopImmediatePropagation();
    if (!owner || outdated) return;
    owner.style.opacity = "1";
    const problem = owner.closest("[data-editor]").querySelector("[data-problem]");
    const plain = xhr.status && (xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain");
    if (good) problem.textContent = "";
    else problem.textContent = (plain && xhr.responseText) || problem.dataset[`${kind}Failed`];
  }

  /* The package offers no hook, and sets its handler between these two calls. */
  const { open, send } = XMLHttpRequest.prototype;
  const requests = new WeakMap();
  XMLHttpRequest.prototype.open = function openGuarded(method, address, ...rest) {
    const paths = document.querySelector(FIELD)?.dataset ?? {};
    const kind = { [paths.markdownxUrlsPath]: "preview", [paths.markdownxUploadUrlsPath]: "upload" }[address];
    if (kind) {
      const request = { kind, address, xhr: this, owner: null };
      requests.set(this, request);
      for (const type of ["load", "error"]) this.addEventListener(type, (event) => answered(request, event));
    }
    return open.call(this, method, address, ...rest);
  };
  XMLHttpRequest.prototype.send = function sendGuarded(body) {
    const request = requests.get(this);
    if (request) request.owner = ownerOf(request.kind, body) ?? null;
    if (request?.owner && request.kind === "preview") latest.set(request.owner, this);
    return send.call(this, body);
  };
})();
