"""Draws the demo's video, how a transfer works, frame by frame, and hands the frames to ffmpeg.

Run it to draw the film anew: ``python tests/demo/draw_video.py`` (needs ffmpeg with VP9). There is no word in it, so
that one file serves every language; what happens is said by the captions in ``campaigns/how-transfers-work.yaml``,
whose times follow ``SCENES``. No sound. What is made anew may have other bytes; the file beside it that names them is
written anew, too.
"""

import subprocess
from collections.abc import Callable, Iterator

from PIL import Image, ImageDraw

from handrail.demo.guidance import CONTENT, sample_content
from handrail.schema.authored.files import to_files

TARGET = CONTENT / "media/transfer.webm"
WIDE, HIGH, FRAMES_A_SECOND = 640, 360, 12
FINE = 3
"""Drawn so many times larger and then made smaller: smooth edges."""

GROUND, PANEL, INK, SOFT, LINE = "#f3f6f5", "#ffffff", "#33413f", "#b9c6c3", "#dbe4e1"
BRAND, DARK, TINT, GOOD = "#0b6b5d", "#085247", "#e2f1ee", "#137a48"
SCENES = (4.0, 10.0, 14.0, 18.0)
"""Where the accounts, the form, the question and the receipt end, in seconds."""

Point = tuple[float, float]


class Canvas:
    """A picture to draw on in the film's own pixels."""

    def __init__(self) -> None:
        self.picture = Image.new("RGB", (WIDE * FINE, HIGH * FINE), GROUND)
        self._draw = ImageDraw.Draw(self.picture)

    def box(
        self, x: float, y: float, wide: float, high: float, fill: str, *, radius: float = 4, edge: str = ""
    ) -> None:
        """A rectangle with round corners."""
        corners = [x * FINE, y * FINE, (x + wide) * FINE, (y + high) * FINE]
        self._draw.rounded_rectangle(corners, radius * FINE, fill, edge or None, FINE)

    def words(self, x: float, y: float, wide: float, *, high: float = 8, fill: str = SOFT) -> None:
        """A bar where words would stand."""
        if wide > 0:
            self.box(x, y, wide, high, fill, radius=high / 2)

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        """A filled circle."""
        self._draw.ellipse([(each) * FINE for each in (x - radius, y - radius, x + radius, y + radius)], fill)

    def line(self, points: list[Point], fill: str, wide: float) -> None:
        """A line with round ends and corners."""
        self._draw.line([(x * FINE, y * FINE) for x, y in points], fill, round(wide * FINE), "curve")
        for x, y in (points[0], points[-1]):
            self.dot(x, y, wide / 2, fill)

    def dim(self) -> None:
        """Lay a shade over everything so far."""
        self.picture.paste(Image.new("RGB", self.picture.size, "#0a1614"), mask=Image.new("L", self.picture.size, 120))

    def pointer(self, at: Point, pressed: float) -> None:
        """A mouse pointer; ``pressed``: 0 to 1 of a click that spreads."""
        x, y = at
        if 0 < pressed < 1:
            radius = (4 + 14 * pressed) * FINE
            ring = [x * FINE - radius, y * FINE - radius, x * FINE + radius, y * FINE + radius]
            self._draw.ellipse(ring, outline="#f2a33a", width=round(3 * FINE * (1 - pressed)) or 1)
        shape = ((0, 0), (0, 17), (4, 13.5), (7, 20), (10, 18.6), (7, 12.3), (12.4, 12))
        outline = [((x + dx) * FINE, (y + dy) * FINE) for dx, dy in shape]
        self._draw.polygon(outline, "#16211f")
        self._draw.line([*outline, outline[0]], "#ffffff", FINE + 1, "curve")


def part(time: float, start: float, end: float) -> float:
    """How far a movement is, 0 to 1, slow at both ends."""
    share = min(1.0, max(0.0, (time - start) / (end - start)))
    return share * share * (3 - 2 * share)


def between(a: Point, b: Point, share: float) -> Point:
    """A place on the way from ``a`` to ``b``."""
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def window(canvas: Canvas, current: int) -> None:
    """The bank's head with its tabs; the current one is underlined."""
    canvas.box(0, 0, WIDE, 44, PANEL, radius=0)
    canvas.box(0, 43, WIDE, 1, LINE, radius=0)
    canvas.box(24, 12, 20, 20, BRAND, radius=6)
    canvas.words(52, 18, 66, fill=INK)
    for number in range(4):
        here = number == current
        canvas.words(200 + number * 86, 18, 54, fill=BRAND if here else SOFT)
        if here:
            canvas.box(196 + number * 86, 39, 62, 4, BRAND, radius=2)
    canvas.dot(602, 22, 12, TINT)


def accounts(canvas: Canvas, time: float) -> None:
    """First the page of accounts: the button for a new transfer is pressed."""
    window(canvas, 0)
    canvas.box(40, 64, 560, 112, BRAND, radius=14)
    canvas.words(64, 86, 96, fill="#9fd2c8")
    canvas.words(64, 108, 168, high=20, fill="#ffffff")
    hovered = time > 2.3
    canvas.box(64, 142, 120, 24, "#ffffff" if not hovered else TINT, radius=12)
    canvas.words(84, 150, 80, fill=BRAND)
    canvas.box(194, 142, 100, 24, DARK, radius=12)
    canvas.words(212, 150, 64, fill="#9fd2c8")
    for number in range(3):
        left = 40 + number * 192
        canvas.box(left, 192, 176, 72, PANEL, radius=10, edge=LINE)
        canvas.dot(left + 24, 216, 11, TINT)
        canvas.words(left + 44, 212, 70, fill=INK)
        canvas.words(left + 44, 236, 104, high=12, fill=BRAND)
    canvas.pointer(between((470, 300), (140, 156), part(time, 0.8, 2.4)), part(time, 2.8, 3.5))


def form(canvas: Canvas, time: float, *, pointer: bool = True) -> None:
    """Then the form: three fields are filled in, and the order is reviewed."""
    window(canvas, 1)
    canvas.words(40, 62, 130, high=14, fill=INK)
    canvas.box(40, 88, 372, 206, PANEL, radius=10, edge=LINE)
    canvas.box(430, 88, 170, 118, TINT, radius=10)
    for number, wide in enumerate((88, 120, 104, 120, 72)):
        canvas.words(448, 106 + number * 19, wide, high=7, fill=INK if number == 0 else "#9cbab3")
    tops = (104, 156, 208)
    typed = (part(time, 0.9, 1.7), part(time, 2.2, 3.4), part(time, 3.9, 4.5))
    for number, (top, share) in enumerate(zip(tops, typed, strict=True)):
        active = 0 < share < 1
        canvas.words(58, top, (52, 34, 44)[number], high=7)
        canvas.box(58, top + 12, 336 if number < 2 else 150, 26, PANEL, radius=6, edge=BRAND if active else SOFT)
        if number == 1:  # In groups, as an IBAN is written.
            for group in range(round(share * 6)):
                canvas.words(68 + group * 36, top + 21, 28, fill=INK)
        else:
            canvas.words(68, top + 21, (120, 0, 58)[number] * share, fill=INK)
    if typed[1] == 1:
        canvas.line([(374, 180), (378, 185), (386, 175)], GOOD, 2.5)
    canvas.box(58, 258, 130, 26, DARK if time > 5.1 else BRAND, radius=13)
    canvas.words(82, 267, 82, fill="#ffffff")
    if pointer:
        way: list[tuple[float, float, Point]] = [(0.2, 0.8, (150, 130)), (1.8, 2.1, (170, 182)), (3.5, 3.8, (130, 234))]
        at: Point = (140, 156)
        for start, end, target in [*way, (4.6, 5.1, (140, 274))]:
            at = between(at, target, part(time, start, end))
        canvas.pointer(at, part(time, 5.3, 5.9))


def question(canvas: Canvas, time: float) -> None:
    """Then the whole order once more; nothing is sent before it is confirmed."""
    form(canvas, 6, pointer=False)
    canvas.dim()
    rise = 8 * (1 - part(time, 0, 0.3))
    canvas.box(160, 76 + rise, 320, 212, PANEL, radius=14)
    canvas.words(184, 98 + rise, 150, high=13, fill=INK)
    for number, wide in enumerate((120, 190, 80)):
        top = 130 + rise + number * 32
        canvas.words(184, top, (50, 32, 44)[number], high=7)
        canvas.words(260, top - 1, wide, high=10, fill=BRAND if number == 2 else INK)
        canvas.box(184, top + 19, 272, 1, LINE, radius=0)
    canvas.box(184, 242 + rise, 74, 28, PANEL, radius=14, edge=SOFT)
    canvas.words(200, 252 + rise, 42, fill=INK)
    canvas.box(336, 242 + rise, 120, 28, DARK if time > 2.5 else BRAND, radius=14)
    canvas.words(358, 252 + rise, 76, fill="#ffffff")
    canvas.pointer(between((140, 274), (404, 260), part(time, 1.4, 2.5)), part(time, 2.9, 3.6))


def receipt(canvas: Canvas, time: float) -> None:
    """At last the receipt with its tick."""
    window(canvas, 1)
    canvas.box(140, 66, 360, 218, PANEL, radius=14, edge=LINE)
    canvas.dot(320, 122, 32 * part(time, 0, 0.4), "#d8f0e2")
    drawn = part(time, 0.35, 0.9)
    if drawn > 0:
        first, corner, last = (306.0, 122.0), (316.0, 133.0), (336.0, 110.0)
        end = between(first, corner, min(1, drawn * 3)) if drawn < 1 / 3 else between(corner, last, drawn * 1.5 - 0.5)
        canvas.line([first, end] if drawn < 1 / 3 else [first, corner, end], GOOD, 5)
    canvas.words(220, 172, 200, high=14, fill=INK)
    canvas.words(270, 202, 100, high=12, fill=BRAND)
    canvas.words(250, 228, 140)
    canvas.box(230, 250, 84, 22, TINT, radius=11)
    canvas.words(244, 257, 56, fill=BRAND)
    canvas.box(326, 250, 84, 22, TINT, radius=11)
    canvas.words(340, 257, 56, fill=BRAND)
    canvas.pointer(between((404, 260), (560, 306), part(time, 0.3, 1.5)), 0)


DRAWN: tuple[Callable[[Canvas, float], None], ...] = (accounts, form, question, receipt)


def frames() -> Iterator[Image.Image]:
    """Every frame from the first to the last."""
    for number in range(round(SCENES[-1] * FRAMES_A_SECOND)):
        time = number / FRAMES_A_SECOND
        scene = next(index for index, end in enumerate(SCENES) if time < end)
        canvas = Canvas()
        DRAWN[scene](canvas, time - (SCENES[scene - 1] if scene else 0))
        yield canvas.picture.resize((WIDE, HIGH), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the video and the file beside it."""
    beside = TARGET.with_suffix(".yaml")
    beside.unlink(missing_ok=True)
    command = ["ffmpeg", "-y", "-loglevel", "error", "-f", "rawvideo", "-pixel_format", "rgb24"]
    command += ["-video_size", f"{WIDE}x{HIGH}", "-framerate", str(FRAMES_A_SECOND), "-i", "-", "-an"]
    command += ["-c:v", "libvpx-vp9", "-pix_fmt", "yuv420p", "-crf", "34", "-b:v", "0", "-deadline", "best", "-g", "60"]
    command += ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", str(TARGET)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        assert encoder.stdin is not None
        for frame in frames():
            encoder.stdin.write(frame.tobytes())
        encoder.stdin.close()
    assert encoder.returncode == 0
    beside.write_text(to_files(sample_content())["media/transfer.yaml"], "utf-8")


if __name__ == "__main__":
    main()
