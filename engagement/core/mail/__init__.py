"""Mail: one row for each mail is the truth; a job sends it, tries again and sweeps.

Ask `mail_is_set()`; where it is, `queue_mail` in the transaction of the change the mail tells of.
"""

from engagement.core.mail.commands import MailNotSet, forget_mail, old_mail, queue_mail
from engagement.core.mail.jobs import send_mail
from engagement.core.mail.models import MailState, OutgoingMail
from engagement.core.mail.queries import was_mailed
from engagement.core.mail.setup import init_mail, mail_is_set

__all__ = [
    "MailNotSet",
    "MailState",
    "OutgoingMail",
    "forget_mail",
    "init_mail",
    "mail_is_set",
    "old_mail",
    "queue_mail",
    "send_mail",
    "was_mailed",
]
