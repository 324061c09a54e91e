"""The two ways in which work ends early: a TryMoreError, or Interrupted by the person."""

Param = str | int | float
Params = dict[str, Param]


class TryMoreError(Exception):
    """Something refused or failed, as a code that `messages` turns into words.

    `code` names an entry of `trymore_desktop.messages`, `params` fill its placeholders, `detail`
    is technical text for a bug report and never holds what was said in a chat.
    """

    def __init__(self, code: str, detail: str = "", **params: Param) -> None:
        super().__init__(f"{code} {params} {detail}".strip())
        self.code = code
        self.detail = detail
        self.params: Params = dict(params)


class Interrupted(Exception):
    """The person cancelled; not an error."""
