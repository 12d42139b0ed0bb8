"""The forms in which a code is typed."""

from flask_babel import lazy_gettext as _l

from engagement.core.forms import PublicForm, TextField


class CodeForm(PublicForm):
    """A receipt code."""

    code = TextField(
        _l("Receipt code"),
        required=_l("Type your receipt code"),
        hint=_l("It has 12 letters and numbers, like ABCD-1234-WXYZ."),
        max_length=40,
        width=20,
        autocomplete="off",
        spellcheck=False,
    )


class SavedForm(PublicForm):
    """The code of a survey that waits to be gone on with."""

    code = TextField(
        _l("Your code"),
        required=_l("Type the code that you got when you saved"),
        hint=_l("It has 12 letters and numbers, like ABCD-1234-WXYZ."),
        max_length=40,
        width=20,
        autocomplete="off",
        spellcheck=False,
    )
