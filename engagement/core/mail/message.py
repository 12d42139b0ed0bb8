"""A mail as it leaves: plain text, our headers, and who sends it."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from flask_babel import gettext as _

from engagement.core.mail.server import NotSent
from engagement.core.mail.setup import Post


def compose(
    post: Post, *, to: str, subject: str, body: str, message_id: str, at: datetime
) -> EmailMessage:
    """The message; NotSent when the address or the subject can stand in no header."""
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = post.sender
        message["To"] = Address(addr_spec=to)
        message["Subject"] = subject
    except (ValueError, LookupError, AttributeError, MessageError) as error:  # the parser's own
        raise NotSent("not an address", str(error), again=False, about_server=False) from None
    if post.reply_to is not None:
        message["Reply-To"] = post.reply_to
    message["Date"] = format_datetime(at)
    message["Message-ID"] = message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(whole_body(post, body))
    return message


def whole_body(post: Post, body: str) -> str:
    """The words with our signature: who sends them, and whether anybody reads an answer."""
    answer = (
        _("You can reply to this email.")
        if post.reply_to is not None
        else _("Nobody can read a reply to this email.")
    )
    sent_by = _("Sent by %(name)s", name=post.signature)
    return f"{body.rstrip()}\n\n-- \n{sent_by}\n{post.base_url}/\n{answer}\n"
