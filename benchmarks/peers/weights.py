"""Our reader as a Hugging Face question-answering model, for peers that take one.

The folder is an ordinary BertForQuestionAnswering. `PeerReader` also has the no-answer score:
its logits are counted from it, those of the question's pieces are out of reach, and it sets
the two segments by itself, which Haystack does not. All of this is in the peers' favour.
"""

import hashlib
import json
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors import safe_open
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertForQuestionAnswering
from transformers.modeling_outputs import QuestionAnsweringModelOutput
from transformers.utils import logging

import rag.reading as reading
from rag.reader_model.inputs import SEPARATOR, base_folder
from rag.settings import load_settings

SHIPPED = Path(reading.__file__).parent / "reader_model"
TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "vocab.txt")
UNREACHABLE = -1e4


class PeerReader(BertForQuestionAnswering):
    """Logits of an answer's start and end, counted from those of no answer.

    `surest` is the highest sum of the two in the last input.
    """

    def __init__(self, config: BertConfig) -> None:
        super().__init__(config)
        self.surest = float("-inf")
        self.null = nn.Linear(config.hidden_size, 1)

    def forward(
        self,
        input_ids: Tensor,
        attention_mask: Tensor | None = None,
        token_type_ids: Tensor | None = None,
        **_: Any,
    ) -> QuestionAnsweringModelOutput:
        """The logits of each piece; what is not the passage's is out of reach."""
        separators = input_ids == SEPARATOR
        segments = (separators.cumsum(1) - separators.long() > 0).long()
        mask = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        hidden = self.bert(
            input_ids, attention_mask=mask, token_type_ids=segments * mask
        ).last_hidden_state
        logits = (self.qa_outputs(hidden) - self.null(hidden[:, :1])).float()
        passage = (segments * mask).bool() & ~separators
        start, end = logits.masked_fill(~passage[..., None], UNREACHABLE).unbind(-1)
        self.surest = float(start.max() + end.max())
        return QuestionAnsweringModelOutput(start_logits=start, end_logits=end)


def fingerprint() -> str:
    """The first digits of the hash of the shipped reader's weights."""
    return hashlib.sha256((SHIPPED / reading.WEIGHTS).read_bytes()).hexdigest()[:10]


@cache
def exported() -> Path:
    """The folder of the shipped reader in Hugging Face's form; written where it is missing."""
    folder = load_settings().cache / f"reader-{fingerprint()}"
    if not (folder / "config.json").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        config = BertConfig(**json.loads((base_folder() / "config.json").read_text()))
        model = PeerReader(config)
        model.load_state_dict(_state(), strict=True)
        for name in TOKENIZER:
            shutil.copyfile(base_folder() / name, folder / name)
        model.save_pretrained(folder)
    return folder


def _state() -> dict[str, Tensor]:
    tuned = {n: value.float() for n, value in load_file(SHIPPED / reading.WEIGHTS).items()}
    with safe_open(base_folder() / "model.safetensors", "pt") as packaged:
        tuned[reading.WORD_EMBEDDINGS] = packaged.get_tensor(reading.WORD_EMBEDDINGS)
    heads = {"span": "qa_outputs", "null": "null"}
    named = {}
    for name, value in tuned.items():
        first, _, rest = name.partition(".")
        named[f"{heads[first]}.{rest}" if first in heads else f"bert.{name}"] = value
    return named


@cache
def peer_reader() -> PeerReader:
    """The reader that `exported` wrote, ready to answer."""
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    return PeerReader.from_pretrained(exported()).eval()
