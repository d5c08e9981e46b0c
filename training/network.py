"""The network while it is trained: the MiniLM encoder, a span head and a no-answer head.

For inference `index.encoder` computes the same with the same weights.
"""

from typing import cast

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging

from rag.reader_model.batch import Batch
from rag.reader_model.inputs import base_folder

HIDDEN = 384
IMPOSSIBLE = -1e4  # the logit of a piece that cannot be part of an answer


class ReaderNetwork(nn.Module):
    """Logits of where an answer starts and ends; piece 0 stands for "no answer here"."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        self.span = nn.Linear(HIDDEN, 2)
        self.null = nn.Linear(HIDDEN, 1)
        for head in (self.span, self.null):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, batch: Batch) -> Tensor:
        """Logits of shape (inputs, pieces, 2): the start's and the end's."""
        hidden = self.encoder(
            input_ids=batch.ids, token_type_ids=batch.segments, attention_mask=batch.mask
        ).last_hidden_state
        spans = self.span(hidden).float().masked_fill(~batch.passage[..., None], IMPOSSIBLE)
        null = self.null(hidden[:, 0]).float()
        return torch.cat([null[:, None].expand(-1, 1, 2), spans[:, 1:]], dim=1)


def untrained(*, attention: str) -> ReaderNetwork:
    """The packaged encoder with fresh heads, its word embeddings frozen."""
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    encoder = BertModel.from_pretrained(
        base_folder(), add_pooling_layer=False, attn_implementation=attention
    )
    network = ReaderNetwork(cast(BertModel, encoder))
    network.encoder.embeddings.word_embeddings.weight.requires_grad_(False)
    return network
