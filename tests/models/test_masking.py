"""What leaves for a model and what does not: every line here is an answer that somebody could give."""

import secrets
import string

import pytest

from bot.models.masking import KEY, MAIL, PHONE, masked, masked_variables

# Made up here, of the form that their makers give them, and so put together that no scanner takes the file for a leak.
ALNUM = string.ascii_letters + string.digits


def made(prefix: str, length: int, signs: str = ALNUM, seed: int = 7) -> str:
    import random

    chosen = random.Random(f"{prefix}{seed}")
    return prefix + "".join(chosen.choice(signs) for _ in range(length - 4)) + "a7Q2"


PERSONAL = {
    "ana.lopez@example.org": MAIL,
    "ana+jobs@mail.example.co.uk": MAIL,
    "o'brien_2@example-mail.com": MAIL,
    "ANA@EXAMPLE.COM": MAIL,
    "jürgen@bücher.example": MAIL,
    "12345678@qq.com": MAIL,
    "+49 30 901820": PHONE,
    "+1 415 555 2671": PHONE,
    "+1-415-555-2671": PHONE,
    "+44 20 7946 0958": PHONE,
    "+33 6 12 34 56 78": PHONE,
    "+91 98765 43210": PHONE,
    "+14155552671": PHONE,
    "(415) 555-2671": PHONE,
    "415-555-2671": PHONE,
    "020 7946 0958": PHONE,
    "030 901820": PHONE,
    "06 12 34 56 78": PHONE,
}
KEYS = {
    "AWS": made("AKIA", 16, string.ascii_uppercase + string.digits).upper(),
    "GitHub": made("ghp_", 36),
    "GitHub, fine-grained": made("github_pat_", 60),
    "GitLab": made("glpat-", 20),
    "Slack bot": "xox" + "b-123456789012-1234567890123-" + made("", 24),
    "Slack app": made("xapp-1-A012345-987654-", 40),
    "OpenAI project": made("sk-proj-", 60),
    "Anthropic": made("sk-ant-api03-", 60),
    "Hugging Face": made("hf_", 34),
    "Google": made("AIza", 35),
    "Stripe": made("sk_live_", 24),
    "SendGrid": f"SG.{made('', 22)}.{made('', 43)}",
    "Telegram": f"123456789:{made('', 35)}",
    "JWT": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ." + made("", 43),
    "npm": made("npm_", 36),
    "PyPI": made("pypi-AgEIcHlwaS5vcmc", 80),
    "Twilio": made("SK", 32, "abcdef0123456789").replace("Q", "b"),
    "Discord": f"{made('M', 24)}.{made('', 6)}.{made('', 27)}",
    "AWS secret": made("", 40, ALNUM + "/+"),
}
ORDINARY = [
    "p99 of 1200 ms, p50 of 85 ms at 2024-05-06 12:00 with 3000 requests a second",
    "Python 3.11.4, CUDA 12.1, torch==2.13.0, v1.26.3-4567 and 2023.12.01",
    "listen on 127.0.0.1:8080 and 10.0.0.1, mask 255.255.255.0, 192.168.10.100/24, fe80::1ff:fe23:4567:890a",
    "batch sizes 32 64 128 256 512 and ports 8080 8081 8082 8443",
    "1 000 000 000 rows, 1,000,000 to 10,000,000, 0.9231 0.8812 0.7710, 300-500-1000, 10-20-30-40-50",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 is the digest of image@sha256",
    "commit 3f2a9c1e5b7d4a6f8e0c2b4d6a8f0e1c3b5d7f9a, uuid 550e8400-e29b-41d4-a716-446655440000",
    "recall@10 and precision@k.The metric ndcg@10.0 is 0.87",
    "arXiv:1706.03762, 2005.11401, CVE-2021-44228, RFC 2616, ISO 27001:2022, NIST 800-53",
    "git clone git@github.com:acme/models.git, then @app.route and user@host",
    "password: must have twelve letters; a secret is a Kubernetes object; the token is passed on",
    "api_key=os.environ['KEY'], token = get_token(user_1), secret: ${SECRET_1}, max_tokens=4096, token: str",
    "learning rate 1e-4, 2e-4, 3000 5000 steps, dropout 0.1, 768 384 1536 dimensions",
    "from 2024-05-06T12:00:00Z to 20240506120000, ids 1234567890 and 4155552671",
    "s3://bucket/models/2024/05/06/part-00000-of-00010.parquet and /usr/lib/x86_64-linux-gnu/libcuda.so.1",
    "KubernetesHorizontalPodAutoscalerV2Beta2 and get_model_version_by_alias_or_stage_v2",
    "0.6 * 0.6 * 0.6 = 0.216 and (0-127).0.0.0 is class A, 1920 1080 60",
    "the AppArmor profile, APACHESPARK, SKLearn, ACID, task-force, risk-based and disk-backed stores",
    "tokenizer=gpt2-medium, tokens: 128k-context, token-level F1, private key pairs as in RSA-2048",
    "bearer tokens are checked; basic authentication is not enough",
    "https://example.org/docs/v2/index.html?page=12&size=100#part-3",
]


@pytest.mark.parametrize(("secret", "word"), PERSONAL.items())
def test_mail_addresses_and_phone_numbers_are_replaced(secret: str, word: str) -> None:
    assert masked(f"Call or write: {secret}, before noon.") == f"Call or write: {word}, before noon."


@pytest.mark.parametrize("kind", KEYS)
def test_keys_are_replaced_by_their_form_alone(kind: str) -> None:
    assert masked(f"We used {KEYS[kind]} in the job.") == f"We used {KEY} in the job."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("export DB_PASSWORD='hunter2-prod9'", f"export DB_PASSWORD='{KEY}'"),
        ("api_key: abc123def456", f"api_key: {KEY}"),
        ('{"secret_key": "s3cr3tV4lue"}', f'{{"secret_key": "{KEY}"}}'),
        ("the password is Tr0ub4dor3, I think", f"the password is {KEY}, I think"),
        ("postgresql://coach:s3cret@db.example.org/coach", f"postgresql://coach:{KEY}@db.example.org/coach"),
        ("curl -H 'Authorization: Bearer abcdef0123456789abcdef'", f"curl -H 'Authorization: Bearer {KEY}'"),
        ("my phone is 555 123 4567", f"my phone is {PHONE}"),
        ("tel: 4155552671", f"tel: {PHONE}"),
    ],
)
def test_what_is_said_to_be_secret_or_a_phone_number_is_taken_at_its_word(text: str, kept: str) -> None:
    assert masked(text) == kept


@pytest.mark.parametrize("ending", ["\n-----END RSA PRIVATE KEY-----", ""])
def test_a_private_key_goes_whole_also_where_its_end_is_missing(ending: str) -> None:
    body = "\n".join(secrets.token_hex(32) for _ in range(5))
    assert masked(f"Like so:\n-----BEGIN RSA PRIVATE KEY-----\n{body}{ending}") == f"Like so:\n{KEY}"


@pytest.mark.parametrize("text", ORDINARY)
def test_what_belongs_into_an_answer_stays(text: str) -> None:
    assert masked(text) == text


def test_masking_twice_changes_nothing_more() -> None:
    text = "; ".join((*PERSONAL, *KEYS.values(), *ORDINARY))
    once = masked(text)
    assert masked(once) == once
    assert not [secret for secret in (*PERSONAL, *KEYS.values()) if secret in once]


def test_only_what_is_not_trusted_is_masked() -> None:
    given = {"question": "Who is ana@example.org?", "answer": "ben@example.org", "passages": ["eve@example.org"]}
    assert masked_variables(given, ["answer", "passages"]) == {
        "question": "Who is ana@example.org?",
        "answer": MAIL,
        "passages": [MAIL],
    }


def test_a_long_text_is_no_burden() -> None:
    text = "a" * 20_000 + "@" + "1 " * 20_000 + "eyJ" * 5_000 + "-" * 20_000 + "passwd" * 5_000
    assert masked(text) == text
