"""The look in one place: colours for light and dark, fonts, the palette and a small style sheet.

Every pair of text and ground that the window uses has a contrast of at least 4.5 to 1
(WCAG 2.2, 1.4.3); tests/gui/test_theme.py holds it to that.
"""

import re

import msgspec
from PySide6 import QtCore
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

FONT_FAMILIES = (
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
)
"""Simplified Chinese forms first: left alone, Qt picks the Japanese ones."""
MONOSPACE_FAMILIES = (
    "JetBrains Mono",
    "Cascadia Mono",
    "Menlo",
    "Noto Sans Mono",
    "DejaVu Sans Mono",
    "Noto Sans Mono CJK SC",
    "Microsoft YaHei UI",
    "Noto Sans CJK SC",
)
BASE_POINT_SIZE = 10.5
_SCALED = re.compile(r"@scaled\((\d+)\)")
MIN_SCALE, MAX_SCALE = 80, 200
"""Percent of the normal font size."""


class Theme(msgspec.Struct, frozen=True):
    """Colours by what they are for, as #rrggbb; `pygments_style` colours code."""

    name: str
    dark: bool
    window: str
    """The ground of the conversation."""
    sidebar: str
    surface: str
    """Fields, cards and menus, which lie on the window."""
    raised: str
    """Buttons at rest and the bubble of the person."""
    hover: str
    selected: str
    """The chosen row of a list."""
    border: str
    strong_border: str
    """The outline of a field; 3 to 1 against its ground, as WCAG 1.4.11 asks of controls."""
    text: str
    muted: str
    """Times, counts, hints: less loud, still readable."""
    accent: str
    on_accent: str
    link: str
    selection: str
    on_selection: str
    danger: str
    warning: str
    warning_ground: str
    danger_ground: str
    success: str
    user_bubble: str
    code_ground: str
    code_header: str
    inline_code: str
    pygments_style: str


LIGHT = Theme(
    name="light",
    dark=False,
    window="#ffffff",
    sidebar="#f5f6f7",
    surface="#ffffff",
    raised="#f1f2f4",
    hover="#e8eaed",
    selected="#dfe7f5",
    border="#e1e4e8",
    strong_border="#858d98",
    text="#1f2329",
    muted="#5c6470",
    accent="#2a62c9",
    on_accent="#ffffff",
    link="#1f5bc4",
    selection="#bcd3fb",
    on_selection="#10141a",
    danger="#b3261e",
    warning="#6f4a00",
    warning_ground="#fdf3dc",
    danger_ground="#fdecea",
    success="#1a6b3c",
    user_bubble="#eef2fa",
    code_ground="#f6f7f9",
    code_header="#eceef1",
    inline_code="#eff1f3",
    pygments_style="friendly",
)
DARK = Theme(
    name="dark",
    dark=True,
    window="#1d1f23",
    sidebar="#17181b",
    surface="#25282d",
    raised="#2c3036",
    hover="#343940",
    selected="#2b3950",
    border="#33373d",
    strong_border="#7d8590",
    text="#e7e9ec",
    muted="#a6adb8",
    accent="#8ab0f8",
    on_accent="#10151f",
    link="#92b6fa",
    selection="#3a5a93",
    on_selection="#ffffff",
    danger="#ff9d94",
    warning="#f2cf85",
    warning_ground="#383023",
    danger_ground="#3d2725",
    success="#7fd4a0",
    user_bubble="#2a3242",
    code_ground="#16181b",
    code_header="#23262b",
    inline_code="#2e3238",
    pygments_style="github-dark",
)


def contrast(first: str, second: str) -> float:
    """The ratio of two colours' relative luminances, 1 to 21 (WCAG 2.2, definition)."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    def linear(part: float) -> float:
        return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)

    rgb = QColor(colour)
    return (
        0.2126 * linear(rgb.redF()) + 0.7152 * linear(rgb.greenF()) + 0.0722 * linear(rgb.blueF())
    )


def choose_theme(mode: str) -> Theme:
    """`light`, `dark`, or what the desktop says (`system`); light where it says nothing."""
    if mode == "system":
        scheme = QGuiApplication.styleHints().colorScheme()
        return DARK if scheme == QtCore.Qt.ColorScheme.Dark else LIGHT
    return DARK if mode == "dark" else LIGHT


def theme_of(palette: QPalette) -> Theme:
    """The theme that a widget is painted in; ask again on PaletteChange."""
    return DARK if palette.color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def build_palette(theme: Theme) -> QPalette:
    """The theme for Fusion and for everything that paints itself."""
    roles = QPalette.ColorRole
    colours = {
        roles.Window: theme.window,
        roles.WindowText: theme.text,
        roles.Base: theme.surface,
        roles.AlternateBase: theme.raised,
        roles.Text: theme.text,
        roles.Button: theme.raised,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.danger,
        roles.ToolTipBase: theme.surface,
        roles.ToolTipText: theme.text,
        roles.PlaceholderText: theme.muted,
        roles.Highlight: theme.selection,
        roles.HighlightedText: theme.on_selection,
        roles.Link: theme.link,
        roles.LinkVisited: theme.link,
        roles.Accent: theme.accent,
        roles.Light: theme.hover,
        roles.Midlight: theme.raised,
        roles.Mid: theme.border,
        roles.Dark: theme.strong_border,
        roles.Shadow: theme.border,
    }
    palette = QPalette()
    for role, colour in colours.items():
        palette.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.muted))
    return palette


def build_font(scale: int) -> QFont:
    """The window's font at `scale` percent."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    font.setFamilies(list(FONT_FAMILIES))
    font.setPointSizeF(BASE_POINT_SIZE * max(MIN_SCALE, min(MAX_SCALE, scale)) / 100)
    return font


def monospace_font(scale: int) -> QFont:
    """The font of code at `scale` percent."""
    font = build_font(scale)
    font.setFamilies(list(MONOSPACE_FAMILIES))
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


def apply_theme(app: QApplication, theme: Theme, scale: int) -> None:
    """Give the whole program this look; every widget gets PaletteChange and FontChange."""
    from trymore_desktop.paths import resources_dir

    app.setFont(build_font(scale))
    app.setPalette(build_palette(theme))
    sheets = sorted((resources_dir() / "theme").glob("*.qss"))
    source = "\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    colours = msgspec.structs.asdict(theme)
    colours["folder"] = (resources_dir() / "theme").as_posix()
    arrow = (resources_dir() / "theme" / f"arrow-{theme.name}").as_posix()
    source = source.replace("@arrow", arrow)
    source = _SCALED.sub(lambda found: str(round(int(found[1]) * scale / 100)), source)
    for name in sorted(colours, key=len, reverse=True):
        source = source.replace(f"@{name}", str(colours[name]))
    app.setStyleSheet(source)
