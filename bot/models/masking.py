"""What must not leave for a model: mail addresses, phone numbers, keys and tokens, replaced by a word for their kind.

An answer in an interview is full of numbers, versions, addresses of machines, hashes and figures. What cannot be told
from those is left alone: a hash stays, a run of digits without a sign of a phone number stays.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString

MAIL, PHONE, KEY = "[mail address]", "[phone number]", "[key]"
_Span = tuple[int, int, str]

# A domain of one letter or of two digits is a measure (`recall@k.The`); `git@host:path` is a repository.
_MAIL = re.compile(
    r"(?<![\w.'+-])(?!git@[\w.-]+:)[\w+%-](?:[\w.'+%-]{0,62}[\w+%-])?@(?!\w\.|\d\d\.)"
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:[a-z]{2,24}|[A-Z]{2,24})\b"
)
# National numbers are read as those of these regions: their learners' own, and those that write numbers alike.
_REGIONS = ("US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "IN", "BR", "AU", "CH", "AT", "SE", "PT", "BE", "JP")
# So many groups of digits that are no number are looked at in a text for each region: a table of figures takes no time.
_TRIES = 300
_SEVEN_DIGITS = re.compile(r"(?:\d[^\w\n]{0,3}){6}\d")
_SAID_TO_BE_ONE = re.compile(
    r"\b(?:phones?|tel|telephone|fax|whatsapp|(?:call|reach|text|ring)\s+me|(?:cell|mobile)\s*(?:phone|number|no|is|:))"
    r"\W[^\d\n+(]{0,24}$",
    re.IGNORECASE,
)
# Written as a number that is dialled: with a zero before groups of digits, a code in parentheses, or as 415-555-0132.
_DIALLED = re.compile(r"0\d+[ /()-]\s?\(?\d|\(\d{2,5}\)[ -]?\d|\d{3}([-.])\d{3}\1\d{4}$")
_AMERICAN = re.compile(r"\(\d{3}\) ?\d{3}[-. ]\d{4}$")

_PRIVATE_KEY = re.compile(r"-----BEGIN ([A-Z0-9 ]*PRIVATE KEY[A-Z ]*)-----.*?(?:-----END \1-----|\Z)", re.DOTALL)
# Those that detect-secrets 1.5 does not know, by the words that their makers put before them.
_PREFIXED = re.compile(
    r"(?<![A-Za-z0-9])(?:sk-|sk_(?:live|test)_|rk_(?:live|test)_|pk_live_|hf_|gsk_|github_pat_|AIza|xapp-|xox[a-z]-|ya29\.|r8_|nvapi-"
    r"|dop_v1_|glpat-|npm_|lsv2_|pplx-|whsec_|shp(?:at|ss)_)(?=[\w.-]*\d)[\w.-]{16,}"
)
# A JSON web token with its signature: detect-secrets gives the first letters of that only, and takes long to say no.
_SIGNED = re.compile(r"(?<![\w-])eyJ[\w-]+=*(?:\.[\w+/-]+=*){1,2}")
_BEARER = re.compile(r"(?i)\b(?:bearer|basic)\s+((?=[\w.~+/-]*\d)[\w.~+/-]{16,}={0,2})")
_LONG = re.compile(r"(?<![\w+/=-])[A-Za-z0-9+/_-]{24,}={0,2}(?![\w+/=-])")
_NAMED = re.compile(
    r"(?i)(?:api_?-?key|auth_?-?key|access_?-?key|private_?key|client_?key|secret(?:_?key)?|token(?!i|s\b)|passw(?:or)?d"
    r"|passphrase|pwd)\w{0,20}[\"'\]]{0,2}\s*(?::=|=>|=|:|\bis\b)\s*[\"'`]?([^\s\"'`,;)\]}]{6,})"
)


def masked(text: str) -> str:
    """The text with a word in place of whatever is personal or secret in it. Masking twice changes nothing more."""
    for found in (_keys, _mails, _phones):
        text = _replaced(text, sorted(found(text)))
    return text


def masked_variables(variables: Mapping[str, Any], untrusted: Iterable[str]) -> dict[str, Any]:
    """The variables of a prompt, the untrusted ones masked: strings, and lists of strings."""
    private = set(untrusted)
    return {name: _masked_value(value) if name in private else value for name, value in variables.items()}


def _masked_value(value: Any) -> Any:
    if isinstance(value, str):
        return masked(value)
    return [masked(one) for one in value] if isinstance(value, list | tuple) else value


def _replaced(text: str, spans: Iterable[_Span]) -> str:
    """What overlaps or touches goes together."""
    parts: list[str] = []
    at = 0
    for start, end, word in spans:
        if not parts or start > at:
            parts += [text[at:start], word]
        at = max(at, end)
    return "".join(parts) + text[at:]


def _mails(text: str) -> Iterator[_Span]:
    return ((*found.span(), MAIL) for found in _MAIL.finditer(text)) if "@" in text else iter(())


def _phones(text: str) -> Iterator[_Span]:
    """With a plus in any form; without one only as it is dialled in one of the regions, or is said to be one."""
    if not _SEVEN_DIGITS.search(text):
        return
    from phonenumbers import Leniency, PhoneNumberMatcher

    for found in PhoneNumberMatcher(text, None, Leniency.POSSIBLE, _TRIES):
        yield found.start, found.end, PHONE
    for region in _REGIONS:
        for found in PhoneNumberMatcher(text, region, Leniency.STRICT_GROUPING, _TRIES):
            if _DIALLED.match(found.raw_string) or _SAID_TO_BE_ONE.search(text[: found.start]):
                yield found.start, found.end, PHONE
    for found in PhoneNumberMatcher(text, "US", Leniency.POSSIBLE, _TRIES):
        if _SAID_TO_BE_ONE.search(text[: found.start]) or _AMERICAN.match(found.raw_string):
            yield found.start, found.end, PHONE


def _keys(text: str) -> Iterator[_Span]:
    yield from ((*found.span(), KEY) for found in _PRIVATE_KEY.finditer(text))
    for pattern in (_PREFIXED, _SIGNED, *_patterns()):
        yield from ((*found.span(), KEY) for found in pattern.finditer(text))
    for found in _passwords_in_links().finditer(text):
        yield *found.span(1), KEY
    for found in _BEARER.finditer(text):
        yield *found.span(1), KEY
    for found in _NAMED.finditer(text):
        if _is_mixed(found[1]):
            yield *found.span(1), KEY
    for found in _LONG.finditer(text):
        if _is_random(found[0]):
            yield *found.span(), KEY


def _is_mixed(value: str) -> bool:
    """What nobody would say in prose, nor write as a call or a variable: letters with digits in them."""
    return bool(re.search(r"[A-Za-z]", value) and re.search(r"\d", value)) and not re.search(r"[(\[{<$]", value)


def _is_random(value: str) -> bool:
    """As detect-secrets measures it; with capitals, small letters and digits, so that names, paths and hashes stay."""
    kinds = (r"[A-Z]", r"[a-z]", r"\d.*\d")
    return all(re.search(kind, value) for kind in kinds) and (
        _entropy().calculate_shannon_entropy(value) > _entropy().entropy_limit
    )


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """What detect-secrets knows of keys by their form. Its own search of strings gives parts of some of them only, and
    its check whether a key is in use asks the network: neither is used."""
    from detect_secrets.plugins import (
        aws,
        azure_storage_key,
        discord,
        github_token,
        gitlab_token,
        mailchimp,
        pypi_token,
        sendgrid,
        slack,
        square_oauth,
        stripe,
        telegram_token,
        twilio,
    )

    plugins: tuple[Any, ...] = (
        aws.AWSKeyDetector,
        azure_storage_key.AzureStorageKeyDetector,
        discord.DiscordBotTokenDetector,
        github_token.GitHubTokenDetector,
        gitlab_token.GitLabTokenDetector,
        mailchimp.MailchimpDetector,
        pypi_token.PypiTokenDetector,
        sendgrid.SendGridDetector,
        slack.SlackDetector,
        square_oauth.SquareOAuthDetector,
        stripe.StripeDetector,
        telegram_token.TelegramBotTokenDetector,
        twilio.TwilioKeyDetector,
    )
    return tuple(pattern for plugin in plugins for pattern in plugin.denylist)


@cache
def _passwords_in_links() -> re.Pattern[str]:
    from detect_secrets.plugins.basic_auth import BasicAuthDetector

    patterns: list[re.Pattern[str]] = BasicAuthDetector.denylist
    return patterns[0]


@cache
def _entropy() -> "Base64HighEntropyString":
    from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString

    return Base64HighEntropyString()
