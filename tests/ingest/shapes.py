"""Texts of our own, each as messy as a real source of its kind."""

from ingest.content import Extracted, extract
from ingest.files.sources import Document

ANSWERED_MARKDOWN = """# 3 Questions on Serving

---

## 1. How is batch scoring different from online serving?

**Answer:**  \nBatch scoring runs **on a schedule**, such as:
- Nightly reports
- Weekly churn lists

Online serving answers one request in 10â€“50 milliseconds.

---

## 2. Which steps does a rollout take?

**Answer:**  \n1. **Shadow** traffic
2. **Canary** release
3. Full traffic

---

## 3. Why are models versioned?

**Answer:**  \nA version ties a model to its data and code.
"""

BLOG = """Feature store questions

Feature Store Questions and Answers in 2023

Ada Example
March 3rd, 2023
20417
4:10 Minutes

Feature Store Questions
A feature store serves the same feature values to training and to inference. It keeps their history as well.

When you finish our feature store training and get certified, you will be close to your new job. This blog helps.

Feature Store Questions And Answers


Q1. What does a feature store hold?

It holds two things.

  • Offline store - It keeps the full history of each feature for training.
  • Online store - It keeps the latest value of each feature for inference.

Q2. Explain point-in-time correctness.

A training row may only see values that were known when its event happened.

You May Also Read - Data Versioning: Getting Started in 2023\u00a0

Next Steps!

Explore our latest Feature Store Training online program.

Course Schedule

Course NameBatch TypeDetails
Store TrainingEvery WeekdayView Details
Store TrainingEvery WeekendView Details

Drop Us a Query

Fields marked * are mandatory
×

Your Shopping Cart


Your shopping cart is empty.
"""

UNANSWERED_MARKDOWN = """# Serving Questions - Theory Questions

## Question 1

**What isMLOpsand how does it differ from software operations?**

**Answer:** _[To be filled]_

---

## Question 2

**Describe the function ofmodel registriesinMLOps.**

**Answer:** _[To be filled]_

---

## Question 3

**How doesMLOpsenforcegovernance andcompliance?**

**Answer:** _[To be filled]_
"""

STUDENT_ANSWERS = """

ID: 31k-9920

Sec: Ops-3C

1) MLOps automates the path of a model from data to production, so that each release can be repeated and traced.

2) A registry keeps every version of a model with the data it came from, which tells a team what is running where, and
why it matters to auditors

today.

Scenario answers:

I- They can keep their pipelines, their registry and their alerts, because none of these depends on the model's size.

2- They need prompt versions, retrieval and filters, and a way to judge answers that have no single right form.
"""

SHOP_PAGE = """Sale!

Serving & Training Questions and Answers

( 0 out of 5 )
Original price was: ₹4,000.Current price is: ₹699.
-
+
Add to Wishlist
Add to Wishlist
Category :

Description

  • Training and Serving Comparison
    Attribute Training Serving
    Primary goal Lowest loss on held-out data, reproducible runs Answers within the latency budget, at any load
    Primary users Data scientists, researchers, DevOps ML engineers, platform teams
    Typical failures Leaking labels, silent schema changes Timeouts, stale features

    Features from Basics to Advanced

    1. Definition — Training: Training fits the weights of a model to labelled examples in repeatable runs.
    2. Batching: Servers group requests so that a processor works on many of them at the same time.
    • Caching and reuse: Results that are asked for again and again are kept for a while.
"""


def extracted(name: str, text: str) -> Extracted:
    return extract(Document(f"shapes/{name}", text.encode()))


def questions(name: str, text: str) -> dict[str, str | None]:
    """Each question with the text of its answer."""
    found = extracted(name, text).content.questions
    return {question.text: question.answer.text if question.answer else None for question in found}


def passages(name: str, text: str) -> list[str]:
    return [passage.text for passage in extracted(name, text).content.passages if passage.kind == "passage"]


def drops(name: str, text: str) -> list[tuple[int, str]]:
    return [(drop.line, drop.reason) for drop in extracted(name, text).dropped]
