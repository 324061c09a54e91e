"""Markdown, code and formulas as they are written into a QTextDocument."""
