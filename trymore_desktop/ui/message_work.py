"""What a message's text still needs after it is written: formulas drawn, long code coloured."""

from itertools import count

from trymore_desktop.ui.message_text import MessageText
from trymore_desktop.ui.rendering.formulas import FormulaDrawer, formula_of, insert_formula
from trymore_desktop.ui.rendering.style import TextStyle

_numbers = count(1)


def work_once(text: MessageText, style: TextStyle, drawer: FormulaDrawer, seconds: float) -> bool:
    """Draw one formula or colour for about so many seconds; False if nothing can be done now."""
    writer = text.writer
    if writer.formulas:
        spot = writer.formulas[0]
        formula = formula_of(spot, style)
        drawn = drawer.look(formula)
        if not drawer.known(formula):
            return writer.colour(seconds)
        writer.formulas.popleft()
        if drawn is not None and spot.cursor.hasSelection():
            url = f"formula:{next(_numbers)}"
            text.keep_selection(
                lambda: writer.replace_formula(
                    spot, lambda cursor: insert_formula(cursor, spot, drawn, url)
                )
            )
            text.place_bars()
        return True
    return writer.colour(seconds)
