"""How certificates hang together: what a hash covers, and the key it is made with."""

import json
from typing import Final

from engagement.core.seal import keyed_hashes
from engagement.retention.models import HASH_BYTES, RetentionCertificate

START: Final = bytes(HASH_BYTES)
"""What the first certificate names as the hash before it."""


def certificate_hashes(certificate: RetentionCertificate) -> list[bytes]:
    """HMAC-SHA-256 over every column under each key of the ring, the current first."""
    finished = certificate.finished_at
    covered = [
        certificate.id.hex,
        certificate.number,
        certificate.run_at.isoformat(),
        None if finished is None else finished.isoformat(),
        None if certificate.run_by is None else certificate.run_by.hex,
        certificate.policy,
        certificate.lines,
        bytes(certificate.previous).hex(),
    ]
    text = json.dumps(covered, separators=(",", ":"), sort_keys=True)
    return keyed_hashes("retention_certificates.hash", text)


def holds(certificate: RetentionCertificate) -> bool:
    """Whether a certificate says what we wrote."""
    return bytes(certificate.hash) in certificate_hashes(certificate)
