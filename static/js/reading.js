// Marks the section being read in the contents, and lets "Print this module" print. The page reads without it.
(() => {
  for (const link of document.querySelectorAll("[data-print]")) {
    link.hidden = false;
    link.addEventListener("click", (event) => { event.preventDefault(); window.print(); });
  }
  const rail = document.querySelector("[data-rail]");
  if (!rail || !("IntersectionObserver" in window)) return;
  const links = new Map([...rail.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      const heading = entry.target.querySelector("h2[id]");
      if (!heading || !links.has(heading.id)) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      links.get(heading.id).setAttribute("aria-current", "true");
    }
  }, { rootMargin: "-15% 0px -75% 0px" });
  for (const section of document.querySelectorAll(".sect")) seen.observe(section);
})();
