"""Forms: WTForms read safely, drawn by our GOV.UK components (templates/components/field.html)."""

from engagement.core.forms.base import OfficerForm, PublicForm
from engagement.core.forms.choices import CheckboxesField, RadiosField, SelectField, choice
from engagement.core.forms.dates import DateField, MonthField
from engagement.core.forms.fields import (
    Adapted,
    EmailField,
    FileField,
    HiddenField,
    PasswordField,
    TextareaField,
    TextField,
)

__all__ = [
    "Adapted",
    "CheckboxesField",
    "DateField",
    "EmailField",
    "FileField",
    "HiddenField",
    "MonthField",
    "OfficerForm",
    "PasswordField",
    "PublicForm",
    "RadiosField",
    "SelectField",
    "TextField",
    "TextareaField",
    "choice",
]
