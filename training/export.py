"""Export a checkpoint as the reader: `python -m training.export training/runs/NAME FOLDER`.

Writes `reader.safetensors`, what training changed in half precision, and `config.json` with
the version and the hash of the weights. FOLDER is `rag/reader_model` for the reader that
ships; any other is read with `--reader FOLDER`.
"""

import argparse
import hashlib
import json
from pathlib import Path

import torch
from safetensors.torch import save
from torch import Tensor

from rag.reading import CONFIG, VERSION, WEIGHTS, WORD_EMBEDDINGS

BASE = "all-MiniLM-L6-v2"


def exported(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The tuned weights in half precision, those of the encoder by their names in BERT."""
    named = {name.removeprefix("encoder.") if _of_encoder(name) else name: name for name in state}
    return {
        short: state[name].half().contiguous()
        for short, name in named.items()
        if short != WORD_EMBEDDINGS
    }


def _of_encoder(name: str) -> bool:
    return name.startswith(("encoder.encoder.", "encoder.embeddings."))


def export(checkpoint: Path, folder: Path) -> int:
    """Write the reader of a checkpoint; return the size of its weights in bytes."""
    state = torch.load(checkpoint, map_location="cpu", weights_only=True)
    content = save(exported(state["network"]))
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS).write_bytes(content)
    config = {
        "version": VERSION,
        "base": BASE,
        "steps": state["counts"][0],
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    (folder / CONFIG).write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    return len(content)


def main() -> None:
    """Read the arguments and export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder with checkpoint.pt")
    parser.add_argument("folder", type=Path, help="where the reader is written")
    arguments = parser.parse_args()
    size = export(arguments.run / "checkpoint.pt", arguments.folder)
    print(f"{arguments.folder / WEIGHTS}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
