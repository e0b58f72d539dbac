/* [data-editor]: the toolbar, the word count and the preview of the Markdown editor. Without this
   script they stay hidden and the textarea works alone. */
(() => {
  "use strict";
  /* The same rule as the server's: characters of scripts without spaces count one by one. */
  const CJK = /[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/gu;
  const countWords = (text) => {
    const words = text.replace(/\]\([^)\n]*\)/g, "] ");
    const characters = (words.match(CJK) || []).length;
    return characters + words.replace(CJK, " ").split(/[\s—]+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
  };

  /* insertText is the one way that keeps the browser's own undo. */
  const insert = (textarea, text) => {
    textarea.focus();
    if (document.execCommand("insertText", false, text)) return;
    textarea.setRangeText(text, textarea.selectionStart, textarea.selectionEnd, "end");
    textarea.dispatchEvent(new InputEvent("input", { bubbles: true }));
  };

  const wrap = (textarea, before, after) => {
    const { selectionStart: start, selectionEnd: end, value } = textarea;
    insert(textarea, before + value.slice(start, end) + after);
    textarea.setSelectionRange(start + before.length, end + before.length);
  };

  const prefix = (textarea, mark) => {
    const { selectionStart, selectionEnd: end, value } = textarea;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const lines = value.slice(start, end).split("\n").map((line) => mark + line).join("\n");
    textarea.setSelectionRange(start, end);
    insert(textarea, lines);
    textarea.setSelectionRange(start + mark.length, start + lines.length);
  };

  const start = (editor) => {
    const textarea = editor.querySelector("textarea");
    // Where the stylesheet fits the field to its words, the editor package must not set a height as well.
    if (CSS.supports("field-sizing", "content")) textarea.dataset.markdownxEditorResizable = "False";
    const count = editor.querySelector("[data-count]");
    const most = Number(count.parentElement.dataset.most || Infinity);
    const show = () => {
      const words = countWords(textarea.value);
      count.textContent = words;
      count.parentElement.classList.toggle("over", words > most);
    };
    textarea.addEventListener("input", show);
    editor.querySelector("[data-tools]").addEventListener("click", (event) => {
      const { before, after, line } = event.target.closest("button")?.dataset ?? {};
      if (line) prefix(textarea, line);
      else if (before) wrap(textarea, before, after);
    });
    for (const part of editor.querySelectorAll("[data-tools], [data-preview]")) part.hidden = false;
    show();
  };

  document.querySelectorAll("[data-editor]").forEach(start);
})();
