"""Words too small to be searched for, written as they are compared: without accents."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS: Final = {
    "en": _words(
        "a an and are as at be by do for from has have how in is it its of on or that the this to was we what "
        "when which who why with you"
    ),
    "fr": _words(
        "a au aux avec ce ces comment dans de des du elle en est et il la le les leur ou par pas pour que qui se "
        "ses son sur un une"
    ),
    "es": _words("a al como con de del el en es la las lo los o para por que se su sus un una y"),
    "ar": _words("الي ان او علي عن في ما من هذا هذه هو هي و"),
    "ru": _words("а в для и из или как к на не о об от по с со у что это"),
}
