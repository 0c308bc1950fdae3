"""Phones, e-mails and websites as people write them, brought to one form; or None when they are not one.

`None` is an answer, not an error: the caller says what is wrong in the person's language.
"""

import re
import unicodedata
from urllib.parse import SplitResult, urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from bot.rules.words import clean

HOME_REGION = "LB"
PHONE_LIMIT = 40  # characters as typed; E.164 itself allows 15 digits
EMAIL_LIMIT = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
WEBSITE_LIMIT = 200

# Letters are refused: libphonenumber reads them as keys of a dial, and 9.61312E+09 as another number
_PHONE = re.compile(r"(?:tel:)?[\d\s+()./\-\u2010-\u2015\uff0b]+", re.IGNORECASE)
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_NEVER_IN_ADDRESS = re.compile(r"[\s<>\"'`{}|\\^]")


def phone_number(text: str) -> str | None:
    """The number in E.164, from any digits and punctuation; without a country code it is Lebanese.

    Valid for its country's plan, which does not mean that it is in service. An extension or two numbers are
    None. Telegram's contact cards may leave out the plus: what is no Lebanese number but a valid
    international one is read as that.
    """
    typed = clean(text, PHONE_LIMIT)
    if typed.is_too_long or not _PHONE.fullmatch(typed.text):
        return None
    digits = re.sub(r"\D", "", typed.text)
    national = _valid(typed.text)
    return national or (_valid(f"+{digits}") if not digits.startswith("0") else None)


def shown_phone(e164: str) -> str:
    """The number grouped as its country writes it after the code: `+961 3 123 456`."""
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def email_address(text: str) -> str | None:
    """The address, normalised (domain in lower case, NFC); its syntax is checked, not that it is in use."""
    typed = clean(text, EMAIL_LIMIT).text.removeprefix("mailto:").strip(" <>.,;")
    try:
        return validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        return None


def website(text: str) -> str | None:
    """The address of a site with http or https (https is added), host in lower case; never fetched.

    None for other schemes, credentials, spaces, IP addresses and hosts without a real top-level domain.
    """
    typed = clean(text, WEBSITE_LIMIT)
    address = typed.text.strip(" <>")
    if typed.is_too_long or not address or _NEVER_IN_ADDRESS.search(address):
        return None
    try:
        parts = urlsplit(address if _SCHEME.match(address) else f"https://{address}")
        is_fine = _is_public_host(parts.hostname or "") and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        return None
    return _written(parts) if is_fine else None


def _valid(text: str) -> str | None:
    try:
        number = phonenumbers.parse(text, HOME_REGION)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _is_public_host(host: str) -> bool:
    try:
        labels = host.encode("idna").decode("ascii").lower().split(".")
    except UnicodeError:
        return False
    named = labels[1:] if labels[0] == "www" else labels
    return len(named) >= 2 and all(map(_LABEL.fullmatch, labels)) and bool(_TOP_LEVEL.fullmatch(labels[-1]))


def _written(parts: SplitResult) -> str:
    host = unicodedata.normalize("NFC", parts.netloc.lower().removesuffix(":"))
    bare = parts._replace(scheme=parts.scheme.lower(), netloc=host)
    return (bare._replace(path="") if bare.path == "/" and not bare.query else bare).geturl()
