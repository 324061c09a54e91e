"""Numbers as people read them, for the placeholders of messages."""


def bytes_text(size: int) -> str:
    """134 B, 6.1 MB, 13.5 GB: decimal units, as shops and file managers print them."""
    if size < 1000:
        return f"{size} B"
    value = float(size)
    for unit in ("kB", "MB", "GB"):
        value /= 1000
        if value < 1000:
            return f"{value:.1f} {unit}"
    return f"{value / 1000:.1f} TB"


def parameters_text(count: int) -> str:
    """172K, 1.3B: a count of parameters as model names write it."""
    for factor, unit in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if count >= factor:
            return f"{count / factor:.3g}{unit}"
    return str(count)
