/* What is selected in a paragraph goes along to its remark. */
(() => {
  document.addEventListener("mousedown", (event) => {
    const link = event.target.closest("a.rm");
    const chosen = getSelection();
    if (!link || chosen.isCollapsed || !link.parentNode.contains(chosen.anchorNode)) return;
    event.preventDefault(); // pressing the link would lose the selection
    link.search += `&quote=${encodeURIComponent(`${chosen}`.trim().slice(0, 600))}`;
  });
})();
