"""The MiniLM encoder for inference: BERT's layers without what only training needs.

Passages are embedded with it, and the reader reads with it. It computes what
`transformers`' BertModel computes (tests hold the two together) in a quarter of the time
on a processor: linear layers in bfloat16, laid out for it beforehand, or in 8-bit integers
with a scale for each output, the products of attention in bfloat16, and its three
projections as one. training/README.md has the timings.
"""

import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional

LAYERS, HEADS, HIDDEN = 6, 12, 384
EPSILON = 1e-12
BATCH_VECTORS = 1024  # that weights are laid out for, about what is handed over at once
UNSEEN = -1e4  # added to the logits of what is only padding

Precision = Literal["int8", "bf16", "fp32"]
Linear = Callable[[Tensor], Tensor]
Weights = Mapping[str, Tensor]


@dataclass(frozen=True, slots=True)
class Norm:
    """Layer normalisation with its scale and shift."""

    weight: Tensor
    bias: Tensor

    def __call__(self, values: Tensor) -> Tensor:
        """The values, each vector of them normalised."""
        return functional.layer_norm(values, (HIDDEN,), self.weight, self.bias, EPSILON)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer of the encoder."""

    attention: Linear
    projection: Linear
    attention_norm: Norm
    up: Linear  # and its activation
    down: Linear
    norm: Norm
    inner: torch.dtype  # of the products of attention

    def __call__(self, hidden: Tensor, bias: Tensor | None) -> Tensor:
        """The next layer's input; `bias` is added to the logits of attention."""
        rows, pieces, _ = hidden.shape
        merged = self.attention(hidden).to(self.inner).view(rows, pieces, 3, HEADS, -1)
        query, key, value = merged.permute(2, 0, 3, 1, 4)
        mixed = _attended(query, key, value, bias).transpose(1, 2)
        mixed = mixed.reshape(rows, pieces, HIDDEN).to(hidden.dtype)
        hidden = self.attention_norm(hidden + self.projection(mixed))
        return self.norm(hidden + self.down(self.up(hidden)))


def _attended(query: Tensor, key: Tensor, value: Tensor, bias: Tensor | None) -> Tensor:
    """Attention whose query is scaled already; `bias` is added to every row of its logits."""
    if query.dtype == torch.float32:
        return functional.scaled_dot_product_attention(query, key, value, attn_mask=bias, scale=1.0)
    # In bfloat16 the plain products take less time than the fused kernel, at 32 a head.
    logits = query @ key.transpose(-1, -2)
    if bias is not None:
        logits += bias
    return torch.softmax(logits, dim=-1) @ value


@dataclass(frozen=True, slots=True)
class Encoder:
    """Word pieces → a vector for each; `precision` is that of its linear layers."""

    words: Tensor
    places: Tensor
    segments: Tensor
    norm: Norm
    layers: tuple[Layer, ...]
    precision: Precision

    def __call__(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        """Vectors of shape (inputs, pieces, 384) for ids, segments and mask of one shape."""
        embedded = functional.embedding(ids, self.words) + self.places[: ids.shape[1]]
        hidden = self.norm(embedded + functional.embedding(segments, self.segments))
        if self.precision == "bf16":
            hidden = hidden.bfloat16()
        bias = None
        if not bool(mask.all()):
            bias = (1 - mask[:, None, None, :]).to(self.layers[0].inner) * UNSEEN
        for layer in self.layers:
            hidden = layer(hidden, bias)
        return hidden.float()


def encoder(weights: Weights, precision: Precision) -> Encoder:
    """The encoder with the weights of a BertModel, by their names there."""
    inner = torch.float32 if precision == "fp32" or not fast_bfloat16() else torch.bfloat16
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    return Encoder(
        words=weights["embeddings.word_embeddings.weight"],
        places=weights["embeddings.position_embeddings.weight"],
        segments=weights["embeddings.token_type_embeddings.weight"],
        norm=_norm(weights, "embeddings.LayerNorm", torch.float32),
        layers=tuple(_layer(weights, n, precision, inner, kind) for n in range(LAYERS)),
        precision=precision,
    )


def _layer(
    weights: Weights, number: int, precision: Precision, inner: torch.dtype, kind: torch.dtype
) -> Layer:
    start = f"encoder.layer.{number}"
    scales = (("query", (HEADS / HIDDEN) ** 0.5), ("key", 1.0), ("value", 1.0))
    parts = [(f"{start}.attention.self.{name}", scale) for name, scale in scales]
    return Layer(
        attention=_linear(
            torch.cat([weights[f"{name}.weight"] * scale for name, scale in parts]),
            torch.cat([weights[f"{name}.bias"] * scale for name, scale in parts]),
            precision,
        ),
        projection=_named(weights, f"{start}.attention.output.dense", precision),
        attention_norm=_norm(weights, f"{start}.attention.output.LayerNorm", kind),
        up=_named(weights, f"{start}.intermediate.dense", precision, activated=True),
        down=_named(weights, f"{start}.output.dense", precision),
        norm=_norm(weights, f"{start}.output.LayerNorm", kind),
        inner=inner,
    )


def _named(weights: Weights, name: str, precision: Precision, *, activated: bool = False) -> Linear:
    weight, bias = weights[f"{name}.weight"], weights[f"{name}.bias"]
    return _linear(weight, bias, precision, activated=activated)


def _norm(weights: Weights, name: str, kind: torch.dtype) -> Norm:
    return Norm(weights[f"{name}.weight"].to(kind), weights[f"{name}.bias"].to(kind))


def _linear(
    weight: Tensor, bias: Tensor, precision: Precision, *, activated: bool = False
) -> Linear:
    """The layer as a function, followed by GELU where it is `activated`."""
    if precision == "bf16" and fast_bfloat16():
        return _packed(weight.bfloat16(), bias.bfloat16(), "gelu" if activated else "none")
    if precision == "int8":
        linear = _integer(weight, bias)
    else:
        kind = torch.bfloat16 if precision == "bf16" else torch.float32
        linear = partial(functional.linear, weight=weight.to(kind), bias=bias.to(kind))
    return (lambda values: functional.gelu(linear(values))) if activated else linear


def _packed(weight: Tensor, bias: Tensor, activation: str) -> Linear:
    """The layer by oneDNN, its weights laid out for it once and the activation computed on the way.

    These are the operators that PyTorch's own compiler puts in place of linear layers.
    """
    laid_out = torch.ops.mkldnn._reorder_linear_weight(weight, BATCH_VECTORS)
    step = torch.ops.mkldnn._linear_pointwise
    return lambda values: step(values, laid_out, bias, activation, [], "none")


def _integer(weight: Tensor, bias: Tensor) -> Linear:
    """The layer in 8-bit integers: a fixed scale for each output, a fresh one for its input."""
    scales = weight.abs().amax(dim=1).clamp(min=1e-8).double() / 127
    zeros = torch.zeros(len(scales), dtype=torch.long)
    with warnings.catch_warnings():
        # PyTorch means to drop quantised tensors; the release in use is pinned.
        warnings.simplefilter("ignore", UserWarning)
        whole = torch.quantize_per_channel(weight, scales, zeros, 0, torch.qint8)
        packed = torch.ops.quantized.linear_prepack(whole, bias)
    return lambda values: torch.ops.quantized.linear_dynamic(values, packed, False)


def fitting_precision() -> Precision:
    """The precision that is fastest on this processor at no cost in answers."""
    if fast_bfloat16():
        return "bf16"
    return "int8" if vector_integers() else "fp32"


def fast_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 faster than single precision."""
    return _has("avx512_bf16") or _has("amx_bf16")


def vector_integers() -> bool:
    """Whether the processor sums products of 8-bit integers in one step, without overflow."""
    return _has("avx512_vnni") or _has("avx_vnni")


def _has(capability: str) -> bool:
    return bool(torch.cpu.get_capabilities().get(capability))


def batches(lengths: Sequence[int], pieces: int) -> Iterator[list[int]]:
    """Yield the places of all inputs, those of about one length together, longest first.

    `lengths` are their word pieces; a batch, padded, holds at most `pieces` of them, or one input.
    """
    order = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    while order:
        size = max(1, pieces // lengths[order[0]])
        yield order[:size]
        order = order[size:]
