"""Line icons of Sample Bank as inline SVG; decoration beside a word, hence hidden from screen readers."""

from collections.abc import Mapping
from typing import Final

_PATHS: Final[Mapping[str, str]] = {
    "home": '<path d="M3 10.5 12 3l9 7.5V20a1 1 0 0 1-1 1h-5v-6H9v6H4a1 1 0 0 1-1-1z"/>',
    "send": '<path data-way d="M4 12h15M13 6l6 6-6 6"/>',
    "list": '<path d="M4 6h16M4 12h16M4 18h10"/>',
    "card": '<rect x="3" y="5" width="18" height="14" rx="2.5"/><path d="M3 10h18M7 15h3"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c1.2-3.6 4-5.5 7.5-5.5s6.3 1.9 7.5 5.5"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "everyday": '<path d="M3 10h18L12 4zM5 10v8M10 10v8M14 10v8M19 10v8M3 20h18"/>',
    "savings": '<path d="M18 6.5A7 7 0 1 0 18 17.5M4 10.5h9M4 13.5h9"/>',
    "holiday": (
        '<circle cx="12" cy="12" r="4"/>'
        '<path d="M12 2v3M12 19v3M2 12h3M19 12h3M5 5l2 2M17 17l2 2M19 5l-2 2M7 17l-2 2"/>'
    ),
}

_SVG: Final = '<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">'

ICONS: Final[Mapping[str, str]] = {name: f"{_SVG}{path}</svg>" for name, path in _PATHS.items()}
