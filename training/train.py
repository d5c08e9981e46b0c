"""Train the reader: `python -m training.train --data DIR --out training/runs/NAME`.

DIR holds the public sets (training/README.md names them). The run is seeded and leaves a
checkpoint every few minutes; the same command goes on from the last one. `--passes` may be
lowered on the way to end sooner: the learning rate falls to zero at the new end. Every pass
over the questions crops other windows and draws other negatives.

Without a GPU each of `--workers` threads takes parts of every batch with one core of its
own. That needs far less time than one batch on all cores, whose threads wait for each other
at every layer, most of all while other programs run.
"""

import argparse
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from rag.reader_model.batch import Batch, stacked
from rag.reading import WEIGHTS, WORD_EMBEDDINGS
from training.examples import Example
from training.features import Feature, features, ordered
from training.network import ReaderNetwork, untrained
from training.recipe import examples

BATCH = 32
RATE = 1e-4
WARMUP = 0.06  # share of all steps
DECAY = 0.01
CLIP = 1.0
HIDDEN_DROPOUT = 0.1
SAVED_EVERY, SHOWN_EVERY = 150, 25  # steps
PARTS = 2  # parts of a batch for each worker: one that is held up leaves more to the others


@dataclass(slots=True)
class Run:
    """A run under way: what a checkpoint holds."""

    network: ReaderNetwork
    optimizer: torch.optim.Optimizer
    device: torch.device
    step: int = 0  # steps taken
    turn: int = 0  # passes finished
    place: int = 0  # batches taken of the pass under way
    pass_steps: int = 0  # batches of the first pass


def started(device: torch.device, seed: int) -> Run:
    """A run at its first step."""
    torch.manual_seed(seed)
    network = untrained(attention="eager").to(device)
    for part in network.modules():
        if isinstance(part, nn.Dropout):
            part.p = HIDDEN_DROPOUT
    for layer in network.encoder.encoder.layer:
        # The masks of attention cost a tenth of a step on a processor and help little.
        layer.attention.self.dropout.p = 0.0
    tuned = [each for each in network.parameters() if each.requires_grad]
    groups = [
        {"params": [each for each in tuned if each.ndim > 1], "weight_decay": DECAY},
        {"params": [each for each in tuned if each.ndim <= 1], "weight_decay": 0.0},
    ]
    return Run(network.train(), torch.optim.AdamW(groups, lr=RATE, fused=True), device)


def loss_of(network: ReaderNetwork, batch: list[Feature], device: torch.device) -> Tensor:
    """Mean cross entropy of the start's and the end's place, shared evenly among the answers."""
    inputs = stacked([each.window for each in batch])
    moved = Batch(
        inputs.ids.to(device),
        inputs.segments.to(device),
        inputs.mask.to(device),
        inputs.passage.to(device),
    )
    with torch.autocast(device.type, dtype=torch.bfloat16, cache_enabled=False):
        logits = network(moved)
    return nn.functional.cross_entropy(logits.float(), targets(batch, logits.shape[1]).to(device))


def targets(batch: Sequence[Feature], length: int) -> Tensor:
    """The shares of the answers' starts and ends, shape (inputs, length, 2)."""
    shares = torch.zeros(len(batch), length, 2)
    for row, feature in enumerate(batch):
        for start, end in feature.places:
            shares[row, start, 0] += 1 / len(feature.places)
            shares[row, end, 1] += 1 / len(feature.places)
    return shares


def gradients(run: Run, part: list[Feature]) -> tuple[float, list[Tensor]]:
    """The loss of a part of a batch, and its gradients in the order of the parameters."""
    tuned = [each for each in run.network.parameters() if each.requires_grad]
    loss = loss_of(run.network, part, run.device)
    return loss.item(), list(torch.autograd.grad(loss, tuned))


def stepped(run: Run, batch: list[Feature], pool: ThreadPoolExecutor, workers: int) -> float:
    """Take one step with the mean gradient of the batch's parts; return the mean loss."""
    count = PARTS * workers if workers > 1 else 1
    parts = [batch[n::count] for n in range(count) if batch[n::count]]
    results = list(pool.map(partial(gradients, run), parts))
    tuned = [each for each in run.network.parameters() if each.requires_grad]
    for place, parameter in enumerate(tuned):
        parameter.grad = torch.stack([found[place] for _, found in results]).mean(0)
    nn.utils.clip_grad_norm_(tuned, CLIP)
    run.optimizer.step()
    run.step += 1
    return sum(loss for loss, _ in results) / len(results)


def rate(step: int, steps: int) -> float:
    """The learning rate: up in a line, then down in a line to zero at the last step."""
    warm = max(1, int(steps * WARMUP))
    return RATE * min((step + 1) / warm, max(0.0, (steps - step) / (steps - warm)))


def batches(run: Run, folder: Path, seed: int) -> Iterator[list[Feature]]:
    """Batches without end, from where the run stands."""
    while True:
        made = examples(folder, seed + run.turn)
        print(f"pass {run.turn + 1}: {len(made)} examples: {counted(made)}", flush=True)
        order = ordered(features(made), BATCH, seed + run.turn)
        run.pass_steps = run.pass_steps or len(order)
        for batch in order[run.place :]:
            run.place += 1
            yield batch
        run.turn, run.place = run.turn + 1, 0


def save(run: Run, folder: Path) -> None:
    """Write the checkpoint whole, then put it in place of the last."""
    state = {
        "network": run.network.state_dict(),
        "optimizer": run.optimizer.state_dict(),
        "counts": [run.step, run.turn, run.place, run.pass_steps],
    }
    torch.save(state, folder / "checkpoint.new")
    os.replace(folder / "checkpoint.new", folder / "checkpoint.pt")


def resume(run: Run, folder: Path) -> None:
    """Go back to where the folder's checkpoint stood, if it has one."""
    path = folder / "checkpoint.pt"
    if path.exists():
        state = torch.load(path, map_location=run.device, weights_only=True)
        run.network.load_state_dict(state["network"])
        run.optimizer.load_state_dict(state["optimizer"])
        run.step, run.turn, run.place, run.pass_steps = state["counts"]


def continue_from(run: Run, folder: Path) -> None:
    """Take the weights of an exported reader, with a fresh optimizer and schedule."""
    named = {
        name if name.split(".")[0] in ("span", "null") else f"encoder.{name}": value.float()
        for name, value in load_file(folder / WEIGHTS).items()
    }
    missing, unknown = run.network.load_state_dict(named, strict=False)
    if unknown or any(WORD_EMBEDDINGS not in name for name in missing):
        raise SystemExit(f"{folder}: not a reader of this shape ({unknown or missing})")


def train(
    data: Path, folder: Path, passes: float, seed: int, workers: int, start: Path | None
) -> None:
    """Train to the end of the last pass, from the folder's checkpoint on.

    A run without a checkpoint begins with the weights of the exported reader `start`, if given.
    """
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    workers = workers if device.type == "cpu" else 1
    torch.set_num_threads(1)
    run = started(device, seed)
    if start is not None:
        continue_from(run, start)
    resume(run, folder)
    began, total = time.monotonic(), 0.0
    with ThreadPoolExecutor(workers) as pool:
        for batch in batches(run, data, seed):
            steps = int(passes * run.pass_steps)
            if run.step >= steps:
                break
            for group in run.optimizer.param_groups:
                group["lr"] = rate(run.step, steps)
            total += stepped(run, batch, pool, workers)
            if run.step % SHOWN_EVERY == 0:
                speed = (time.monotonic() - began) / SHOWN_EVERY / BATCH * 1000
                mean = total / SHOWN_EVERY
                print(f"{run.step}/{steps} loss {mean:.3f} {speed:.0f} ms an example", flush=True)
                began, total = time.monotonic(), 0.0
            if run.step % SAVED_EVERY == 0:
                save(run, folder)
    save(run, folder)
    print("done", flush=True)


def counted(made: list[Example]) -> str:
    """How many examples there are of each origin."""
    names = sorted({each.origin for each in made})
    return ", ".join(f"{name} {sum(each.origin == name for each in made)}" for name in names)


def main() -> None:
    """Read the arguments, make the examples, train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the public sets")
    parser.add_argument("--out", type=Path, required=True, help="folder of the checkpoint")
    parser.add_argument("--passes", type=float, default=2.5, help="passes over the examples")
    parser.add_argument("--start", type=Path, help="folder of a reader whose weights to begin with")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    train(
        arguments.data / "reader",
        arguments.out,
        arguments.passes,
        arguments.seed,
        arguments.workers,
        arguments.start,
    )


if __name__ == "__main__":
    main()
