/* What a detector needs inside a page: text that runs reports itself, and `lookAt` finds what could run. */
(() => {
  "use strict";
  const report = window.reportHit;
  window.alert = () => report(window.name || "top");

  const EVENTS = ["click", "auxclick", "dblclick", "contextmenu", "mouseover", "mouseenter", "pointerenter", "pointerover",
    "focus", "focusin", "blur", "toggle", "beforetoggle", "animationstart", "transitionend", "dragstart", "begin",
    "slotchange", "start", "pageshow", "close", "load", "error"];
  const HARMLESS = new Set(["http:", "https:", "mailto:"]);
  const FORBIDDEN = "iframe, frame, frameset, object, embed, applet, base, portal, fencedframe, math, foreignObject, "
    + "animate, set, discard, style, audio, video, track, marquee, dialog, plaintext, xmp, listing, noembed, noframes, "
    + "image, isindex, keygen, xss, area, map, [popover], [popovertarget], [commandfor], [srcdoc], [contenteditable], "
    + "[ping], [background], [shadowrootmode], [autofocus]:not(input, textarea), "
    + "[id^=clobbered], [name^=clobbered], [value=clobbered], svg a, meta[http-equiv]";
  const LOADED = new Set(["src", "action", "formaction", "data", "poster", "xlink:href"]);

  const everything = (root) => [...root.querySelectorAll("*")].flatMap((element) => (
    element.localName === "template" ? [element, ...everything(element.content)] : [element]));

  const said = (element) => element.cloneNode(false).outerHTML.slice(0, 200);

  function leads(element, name, value) {
    if (name !== "href" && !LOADED.has(name)) return false;
    if (name === "action" && !value) return false;
    let address;
    try { address = new URL(value, document.baseURI); } catch { return false; }
    const loads = LOADED.has(name) || element.localName === "link";
    if (loads) return address.origin !== window.origin && !(element.localName === "img" && address.protocol === "data:");
    return !HARMLESS.has(address.protocol);
  }

  function harmOf(element) {
    const found = [];
    if (element.matches(FORBIDDEN)) found.push(`element ${said(element)}`);
    if (element.localName === "script" && !element.src && !/json/.test(element.type)) found.push(`script ${said(element)}`);
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) found.push(`handler ${said(element)}`);
      if (leads(element, name.toLowerCase(), value)) found.push(`address ${said(element)}`);
      if (name === "srcset" || (name === "style" && /url|fixed|expression|behavior|binding|animation/i.test(value))) {
        found.push(`style ${said(element)}`);
      }
    }
    return found;
  }

  function poke(element) {
    if (!element.attributes.length) return; /* nothing can listen there */
    const own = element.localName === "a" && HARMLESS.has(element.protocol);
    const sends = element.closest("button, input, summary, label, a[href], select, textarea");
    for (const type of EVENTS) {
      /* A click on what is the portal's own would leave the page; a hostile address is followed. */
      if (type === "click" && (own || (sends && !(element.localName === "a")))) continue;
      element.dispatchEvent(new Event(type, { bubbles: false, cancelable: true }));
    }
    if (element.localName === "a" && element.href && !HARMLESS.has(element.protocol)) {
      element.dispatchEvent(new MouseEvent("click", { bubbles: false, cancelable: true }));
    }
  }

  window.lookAt = () => {
    const elements = everything(document);
    elements.forEach(poke);
    const shown = [document.title, document.documentElement.textContent];
    for (const element of elements) {
      if ("value" in element) shown.push(String(element.value));
      for (const name of ["content", "title", "aria-label", "href", "data-l", "value"]) shown.push(element.getAttribute(name) ?? "");
    }
    return { harm: elements.flatMap(harmOf), shown: [...new Set(shown.join(" ").match(/q\d+x/g) ?? [])] };
  };
})();
