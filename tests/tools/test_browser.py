"""What drives a browser waits as long as a busy machine needs."""

from tools import browser


def test_pages_wait_longer_than_playwright_does():
    class Page:
        def set_default_timeout(self, milliseconds):
            self.waits = milliseconds

    asked = []
    make = browser._patient(lambda **options: asked.append(options) or Page())
    assert make(viewport={"width": 1}).waits == 1000 * browser.PATIENCE >= 300_000
    assert asked == [{"viewport": {"width": 1}}]
