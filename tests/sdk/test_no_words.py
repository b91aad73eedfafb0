"""The SDK has no word of its own: every kind in Arabic, and no Latin letter is seen or read that nobody brought."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from handrail.compile.release import compile_release
from handrail.demo.guidance import sample_content, sample_media
from handrail.schema.authored.application import Overlay
from sdk.campaigns import boot, campaign, contents
from sdk.mutations import Mutator
from sdk.stage import PNG_SHA256, Stage, chromium, stage

KINDS = contents(PNG_SHA256)
WRITTEN = {"text", "label", "description", "keywords", "alternative", "low", "high", "hint", "title"}
"""What authors write for people to read."""
ARABIC = "تحويل الأموال إلى حساب آخر"
PAGE = (
    f"<h1>{ARABIC}</h1><form onsubmit='return false'><input data-handrail-id=iban aria-label='الحساب'>"
    "<textarea data-handrail-id=note aria-label='ملاحظة'></textarea><select data-handrail-id=plan aria-label='الخطة'>"
    "<option value=a>أ</option><option value=b>ب</option></select></form>"
    "<button data-handrail-id=pay>ادفع</button> <a href=#menu data-handrail-id=menu>القائمة</a>"
    "<script>Object.assign(document.documentElement, { lang: 'ar', dir: 'rtl' }); document.title = 'البنك'</script>"
)
READ = """() => {
  const found = []
  const names = ['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'placeholder', 'title']
  for (const root of roots.filter((one) => one.isConnected)) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === 3) found.push(node.data)
      else found.push(...names.map((name) => node.getAttribute(name) ?? ''))
    }
  }
  for (const own of document.querySelectorAll('[data-handrail-ui]')) found.push(own.textContent)
  return found
}"""


def in_arabic(value: Any) -> Any:
    """The same content with every text that people read in Arabic."""
    if isinstance(value, list):
        return [in_arabic(each) for each in value]
    if isinstance(value, dict):
        return {
            key: ARABIC if key in WRITTEN and isinstance(each, str) else in_arabic(each) for key, each in value.items()
        }
    return value


@pytest.fixture(scope="module")
def bank() -> Iterator[Stage]:
    with chromium() as browser, stage(browser, PAGE, locale="ar-EG", viewport={"width": 900, "height": 700}) as ready:
        yield ready


@pytest.fixture(scope="module")
def words() -> dict[str, str]:
    """The SDK's words in Arabic, as a release of the project's own catalogue has them."""
    overlay = Overlay(environment="production")
    made = compile_release(sample_content(), overlay, application="bank", release=1, media=sample_media())
    found: dict[str, str] = json.loads(made.boots["ar"])["words"]
    return found


def latin(bank: Stage) -> list[str]:
    """Texts with Latin letters: of the accessibility tree, of our shadow roots, of what we put into the page."""
    session = bank.page.context.new_cdp_session(bank.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    tree = [str(node.get(what, {}).get("value", "")) for node in nodes for what in ("name", "description", "value")]
    return [text for text in [*tree, *bank.page.evaluate(READ)] if re.search(r"[A-Za-z]", text)]


def begin(bank: Stage, words: dict[str, str], kind: str, content: dict[str, Any]) -> None:
    whole = boot([campaign("c0", kind, in_arabic(content))])
    whole |= {"language": "ar", "baseLanguage": "ar", "direction": "rtl", "words": words, "elements": whole["elements"]}
    bank.page.evaluate(
        """async ([files, trust]) => {
          put(files); localStorage.clear(); sessionStorage.clear(); roots.length = 0
          await Handrail.start({ key: 'bank', trust, selfHostedUrl: location.origin })
          await Handrail.trigger('c0')
          await turn(150)
        }""",
        [bank.signer.release(Mutator(1).bytes_of(whole)), bank.signer.publisher.trust],
    )


@pytest.mark.parametrize(("kind", "content"), KINDS, ids=[f"{kind} {at}" for at, (kind, _) in enumerate(KINDS)])
def test_no_word_is_the_sdks_own(bank: Stage, words: dict[str, str], kind: str, content: dict[str, Any]) -> None:
    begin(bank, words, kind, content)
    read = 0
    try:
        for _ in range(4):
            assert latin(bank) == []
            read += len([text for text in bank.page.evaluate(READ) if text.strip()])
            # What is asked and not answered, what is done, what comes next: each has words.
            bank.page.evaluate(
                """async () => {
                  for (const root of roots.filter((one) => one.isConnected)) {
                    for (const one of root.querySelectorAll('.launch, .foot .primary, [type=search]')) {
                      if (one.localName === 'button') one.click()
                      else { one.value = 'qq'; one.dispatchEvent(new Event('input')); one.value = '' }
                    }
                  }
                  document.querySelector('[data-handrail-id=iban]').value = '7'
                  usePage()
                  document.querySelector('[data-handrail-id=iban]').focus()
                  Handrail.sendTrackedEvent('paid')
                  await turn(150)
                }"""
            )
        assert read > 0
    finally:
        bank.page.evaluate("async () => { Handrail.stop(); await turn(20) }")
    assert bank.crashes == []


def test_a_latin_word_would_be_found(bank: Stage, words: dict[str, str]) -> None:
    begin(bank, {**words, "close": "Close"}, *KINDS[0])
    found = latin(bank)
    bank.page.evaluate("async () => { Handrail.stop(); await turn(20) }")
    assert "Close" in found
    assert set(found) == {"Close"}
