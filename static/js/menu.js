// Closes a menu (details[data-drop]) on Escape, on a click outside it and when the focus leaves it.
// Opening needs no script.
(() => {
  const close = (menu) => {
    menu.open = false;
  };

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("[data-drop][open]")) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
      close(menu);
    }
  });

  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("[data-drop][open]")) {
      if (!menu.contains(event.target)) close(menu);
    }
  });

  document.addEventListener("focusin", (event) => {
    for (const menu of document.querySelectorAll("[data-drop][open]")) {
      if (!menu.contains(event.target)) close(menu);
    }
  });
})();
