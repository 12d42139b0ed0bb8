"""Organisations, officers, and what they sign in with."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped, mapped_column, relationship

from engagement.core.actor import Actor, Role
from engagement.core.db import Base, enum_type, one_of
from engagement.core.seal import SealedText, keyed_hash, keyed_hashes

HASH_BYTES: Final = 32


class OrganisationKind(StrEnum):
    """What sort of body an organisation is."""

    COUNCIL = "council"
    POLICE = "police"
    FIRE = "fire"
    HEALTH = "health"
    PROBATION = "probation"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class Stage(StrEnum):
    """How far a sign-in has come; only COMPLETE opens the officers' pages."""

    CODE = "code"
    ENROLMENT = "enrolment"
    COMPLETE = "complete"


class LinkPurpose(StrEnum):
    """What a one-time link is good for."""

    INVITATION = "invitation"
    RESET = "reset"
    AUTHENTICATOR = "authenticator"
    DEMONSTRATION = "demonstration"


class CodeSet(sa.TypeDecorator[frozenset[str]]):
    """A small set of codes in one text column, sorted, divided by spaces."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str] | None:
        return None if value is None else frozenset(value.split())


class RoleSet(sa.TypeDecorator[frozenset[Role]]):
    """An officer's roles in one text column, sorted, divided by spaces."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[Role] | None, dialect: Dialect) -> str | None:
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[Role] | None:
        return None if value is None else frozenset(map(Role, value.split()))


class Organisation(Base):
    """A body whose officers use the service."""

    __tablename__ = "organisations"
    __table_args__ = (one_of("kind", OrganisationKind),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[OrganisationKind] = mapped_column(enum_type(OrganisationKind, 20))
    contact: Mapped[str | None] = mapped_column(SealedText("organisations.contact"))
    demonstration: Mapped[bool] = mapped_column(default=False)


class Officer(Base):
    """A person with an account. `districts` is the scope; None is the whole county."""

    __tablename__ = "officers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(sa.ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(SealedText("officers.name"))
    email: Mapped[str] = mapped_column(SealedText("officers.email"))
    email_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES), unique=True)
    roles: Mapped[frozenset[Role]] = mapped_column(RoleSet)
    districts: Mapped[frozenset[str] | None] = mapped_column(CodeSet)
    password_hash: Mapped[str | None] = mapped_column(SealedText("officers.password_hash"))
    totp_secret: Mapped[str | None] = mapped_column(SealedText("officers.totp_secret"))
    totp_last_step: Mapped[int | None] = mapped_column(sa.BigInteger)
    active: Mapped[bool] = mapped_column(default=True)
    demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    last_sign_in_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise")

    def actor(self) -> Actor:
        """The plain values that commands and queries take."""
        return Actor(
            id=self.id,
            name=self.name,
            organisation_id=self.organisation_id,
            roles=self.roles,
            districts=self.districts,
        )


class RecoveryCode(Base):
    """One way in when the authenticator is not at hand; good once."""

    __tablename__ = "recovery_codes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    officer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("officers.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES))
    used_at: Mapped[datetime | None]


class SignInSession(Base):
    """A sign-in as the server knows it; the cookie carries the token whose hash stands here."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (one_of("stage", Stage),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES), unique=True)
    officer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("officers.id"), index=True)
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, 20))
    candidate_secret: Mapped[str | None] = mapped_column(
        SealedText("sign_in_sessions.candidate_secret")
    )
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]

    officer: Mapped[Officer] = relationship(lazy="raise")


class OneTimeLink(Base):
    """A link that an administrator or a command gave out; good once, for one purpose."""

    __tablename__ = "one_time_links"
    __table_args__ = (one_of("purpose", LinkPurpose),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES), unique=True)
    officer_id: Mapped[UUID] = mapped_column(sa.ForeignKey("officers.id"), index=True)
    purpose: Mapped[LinkPurpose] = mapped_column(enum_type(LinkPurpose, 20))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    officer: Mapped[Officer] = relationship(lazy="raise")


class Throttle(Base):
    """Wrong tries under one key, soon forgotten; the key tells nobody whose they are."""

    __tablename__ = "throttles"

    key: Mapped[bytes] = mapped_column(sa.LargeBinary(HASH_BYTES), primary_key=True)
    tries: Mapped[int]
    next_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def email_hash(email: str) -> bytes:
    """What an address is stored and looked up under: case and outer spaces do not matter."""
    return keyed_hash("officers.email", normal_email(email))


def email_hashes(email: str) -> list[bytes]:
    """The same under every key of the ring, for look-ups while keys are being changed."""
    return keyed_hashes("officers.email", normal_email(email))


def normal_email(email: str) -> str:
    """An address as it is compared."""
    return email.strip().casefold()
