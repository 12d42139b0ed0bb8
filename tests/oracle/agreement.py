"""Where our logic and ODK's engine say different things of one respondent."""

from surveys.instrument.logic import Evaluation
from surveys.instrument.model import Instrument
from tests.oracle.engine import Said


def disagreements(
    instrument: Instrument, ours: Evaluation, theirs: Said, language: str
) -> list[str]:
    """One line for every node that is judged otherwise; none where both agree in all."""
    return [
        *_relevance(ours, theirs),
        *_values(instrument, ours, theirs),
        *_judgements(instrument, ours, theirs),
        *_choices(ours, theirs),
        *_labels(instrument, ours, theirs, language),
    ]


def _relevance(ours: Evaluation, theirs: Said) -> list[str]:
    found = [
        f"relevant {address}: {ours.is_relevant(address)}, not {relevant}"
        for address, relevant in theirs.relevant.items()
        if not address.startswith("meta") and ours.is_relevant(address) != relevant
    ]
    found += [
        f"count {address}: {ours.count(address)}, not {count}"
        for address, count in theirs.counts.items()
        if ours.count(address) != count
    ]
    return found


def _values(instrument: Instrument, ours: Evaluation, theirs: Said) -> list[str]:
    addresses = [at for question in instrument.questions for at in ours.addresses(question.path)]
    found = [
        f"value {address}: {ours.value(address)!r}, not {theirs.values.get(address)!r}"
        for address in addresses
        if ours.value(address) != theirs.values.get(address)
    ]
    stored = {at: value for at, value in theirs.stored.items() if not at.startswith("meta/")}
    if dict(ours.kept().values) != stored:
        found.append(f"stored: {set(ours.kept().values.items()) ^ set(stored.items())}")
    return found


def _judgements(instrument: Instrument, ours: Evaluation, theirs: Said) -> list[str]:
    found = []
    for question in instrument.questions:
        for address in ours.addresses(question.path):
            wrong = _violation(ours, address)
            if wrong != theirs.violations.get(address, ""):
                found.append(f"judged {address}: {wrong!r}, not {theirs.violations.get(address)!r}")
            required = ours.is_required(address)
            if ours.is_relevant(address) and required != theirs.required[address]:
                found.append(f"required {address}: {required}")
    return found


def _violation(ours: Evaluation, address: str) -> str:
    if not ours.constraint_holds(address):
        return "constraint"
    return "required" if ours.is_required(address) and not ours.value(address) else ""


def _choices(ours: Evaluation, theirs: Said) -> list[str]:
    return [
        f"choices {address}: {offered}, not {names}"
        for address, names in theirs.choices.items()
        if (offered := [choice.name for choice in ours.choices(address)]) != names
    ]


def _labels(instrument: Instrument, ours: Evaluation, theirs: Said, language: str) -> list[str]:
    found = []
    for question in instrument.questions:
        for address in ours.addresses(question.path):
            shown = " ".join(ours.words(question.label, address, language).split())
            said = " ".join(theirs.labels.get(address, "").split())
            if address in theirs.labels and shown != said:
                found.append(f"label {address}: {shown!r}, not {said!r}")
    return found
