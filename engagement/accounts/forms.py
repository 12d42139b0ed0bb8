"""The forms of sign-in, of one's own account, and of administrators."""

from collections.abc import Iterable, Mapping
from typing import Final

from flask_babel import lazy_gettext as _l

from engagement.accounts.commands.officers import Remit
from engagement.accounts.models import LinkPurpose, Organisation, OrganisationKind
from engagement.core.actor import Role
from engagement.core.forms import (
    CheckboxesField,
    EmailField,
    OfficerForm,
    PasswordField,
    PublicForm,
    SelectField,
    TextField,
    choice,
)
from engagement.core.partnership import Partnership

COUNTY: Final = "county"

ROLE_NAMES: Final[Mapping[Role, object]] = {
    Role.OFFICER: _l("Officer"),
    Role.ANALYST: _l("Analyst"),
    Role.PARTNER: _l("Partner"),
    Role.ADMINISTRATOR: _l("Administrator"),
    Role.DATA_PROTECTION_OFFICER: _l("Data-protection officer"),
}
_ROLE_HINTS: Final[Mapping[Role, object]] = {
    Role.OFFICER: _l("Reads, decides, imports and exports reports."),
    Role.ANALYST: _l("Reads and exports reports."),
    Role.PARTNER: _l("Reads reports and maps of its own districts."),
    Role.ADMINISTRATOR: _l("Looks after officers and boundaries; reads no reports."),
    Role.DATA_PROTECTION_OFFICER: _l("Reads the audit trail; reads no reports."),
}
KIND_NAMES: Final[Mapping[OrganisationKind, object]] = {
    OrganisationKind.COUNCIL: _l("Council"),
    OrganisationKind.POLICE: _l("Police or Police and Crime Commissioner"),
    OrganisationKind.FIRE: _l("Fire and rescue"),
    OrganisationKind.HEALTH: _l("Health"),
    OrganisationKind.PROBATION: _l("Probation"),
    OrganisationKind.VOLUNTARY: _l("Voluntary body"),
    OrganisationKind.OTHER: _l("Other"),
}
LINK_NAMES: Final[Mapping[LinkPurpose, object]] = {
    LinkPurpose.INVITATION: _l("Invitation: set a password and an authenticator"),
    LinkPurpose.RESET: _l("Set a new password"),
    LinkPurpose.AUTHENTICATOR: _l("Set up a new authenticator, with the password"),
}
_PASSWORD_HINT: Final = _l(
    "At least 12 characters. Three or four random words do well. "
    "Very common passwords are not accepted."
)


class SignInForm(PublicForm):
    """The first step: who."""

    email = EmailField(
        _l("Email address"), required=_l("Enter your email address"), autocomplete="username"
    )
    password = PasswordField(_l("Password"), required=_l("Enter your password"))


class ForgottenForm(PublicForm):
    """Whose password was forgotten."""

    email = EmailField(
        _l("Email address"),
        required=_l("Enter your email address"),
        hint=_l("The address that you sign in with."),
        autocomplete="username",
    )


class CodeForm(OfficerForm):
    """The second step: something only the officer has."""

    code = TextField(
        _l("Code"),
        required=_l("Enter a code"),
        hint=_l(
            "The 6 digits that your authenticator app shows now, "
            "or one of the recovery codes you wrote down."
        ),
        max_length=40,
        width=10,
        autocomplete="one-time-code",
        spellcheck=False,
    )


class EnrolForm(OfficerForm):
    """The first code of a new authenticator."""

    code = TextField(
        _l("Code"),
        required=_l("Enter the code that the app shows"),
        hint=_l("The 6 digits that your authenticator app shows now."),
        max_length=40,
        width=10,
        autocomplete="one-time-code",
        inputmode="numeric",
        spellcheck=False,
    )


class NewPasswordForm(PublicForm):
    """A first or new password, on a page that a one-time link opened."""

    password = PasswordField(
        _l("New password"),
        required=_l("Enter a new password"),
        hint=_PASSWORD_HINT,
        autocomplete="new-password",
    )


class PasswordForm(PublicForm):
    """The password, on a page that a one-time link opened."""

    password = PasswordField(_l("Password"), required=_l("Enter your password"))


class ChangePasswordForm(OfficerForm):
    """A new password for who knows the old one."""

    current = PasswordField(_l("Current password"), required=_l("Enter your current password"))
    password = PasswordField(
        _l("New password"),
        required=_l("Enter a new password"),
        hint=_PASSWORD_HINT,
        autocomplete="new-password",
    )


class RemitForm(OfficerForm):
    """What an officer may do, and where."""

    roles = CheckboxesField(
        _l("What may this person do?"),
        required=_l("Choose at least one role"),
        choices=[choice(role.value, ROLE_NAMES[role], hint=_ROLE_HINTS[role]) for role in Role],
    )
    districts = CheckboxesField(
        _l("Where?"), required=_l("Choose the districts, or the whole county")
    )

    def remit(self) -> Remit:
        """The answers as a command takes them."""
        chosen = frozenset(self.districts.data)
        return Remit(
            roles=frozenset(map(Role, self.roles.data)),
            districts=None if COUNTY in chosen else chosen,
        )


class InviteForm(RemitForm):
    """A new officer."""

    name = TextField(_l("Name"), required=_l("Enter a name"), max_length=120)
    email = EmailField(
        _l("Email address"), required=_l("Enter an email address"), autocomplete="off"
    )
    organisation = SelectField(_l("Organisation"), required=_l("Choose an organisation"))


class OrganisationForm(OfficerForm):
    """A new organisation."""

    name = TextField(_l("Name"), required=_l("Enter a name"))
    kind = SelectField(
        _l("Kind"),
        required=_l("Choose a kind"),
        choices=[choice("", ""), *(choice(kind.value, KIND_NAMES[kind]) for kind in KIND_NAMES)],
    )
    contact = TextField(_l("Contact (optional)"), hint=_l("A shared address or telephone number."))


class ButtonForm(OfficerForm):
    """A form of one button."""


def district_choices(partnership: Partnership) -> list[object]:
    """The districts of the partnership, and all of it."""
    districts = [choice(one.code, one.name) for one in partnership.districts]
    return [*districts, choice(COUNTY, _l("The whole county"), exclusive=True)]


def organisation_choices(organisations: Iterable[Organisation]) -> list[object]:
    """The organisations, with nothing chosen first."""
    return [choice("", ""), *(choice(str(one.id), one.name) for one in organisations)]
