"""One frozen settings object, read from `BOTHSIDES_*` variables; only `ui` reads flags."""

from pathlib import Path
from urllib.parse import urlsplit

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError


class Settings(BaseSettings):
    """How an assistant is put together.

    `embedding_model`: None for the packaged all-MiniLM-L6-v2, else a sentence-transformers
    name or folder. `reader`: "trained" for the shipped reader, "none" for plain fusion, else
    a folder with reader weights. `cache`: where indexes are kept. `dispute`: a file naming
    the parties, None for the `dispute.toml` in the corpus folder. `strict`: raise on a
    citation that fails its check instead of dropping it and logging an error. `llm_url`,
    `llm_model`, `llm_key`: the address (with its `/v1`), model and key of a server that
    speaks the OpenAI chat protocol; without both of the first two no language model writes.
    `llm_timeout`: seconds that a whole draft may take.
    """

    model_config = SettingsConfigDict(env_prefix="BOTHSIDES_", frozen=True, extra="forbid")

    embedding_model: str | None = None
    reader: str = "trained"
    cache: Path = Field(default_factory=lambda: Path(platformdirs.user_cache_dir("bothsides")))
    dispute: Path | None = None
    passages: int = Field(default=20, ge=1, le=200, description="passages read for a question")
    question_limit: int = Field(default=2000, ge=1, description="longest question, code points")
    strict: bool = False
    llm_url: str | None = None
    llm_model: str | None = None
    llm_key: SecretStr | None = None
    llm_timeout: float = Field(default=60, gt=0, le=3600)

    @field_validator("llm_url")
    @classmethod
    def _is_web_address(cls, url: str | None) -> str | None:
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write an address like http://localhost:11434/v1")
        if parts.username or parts.password:
            raise ValueError("put the key into its own setting, not into the address")
        return url

    def without_llm(self) -> "Settings":
        """The same settings with no language model, for what needs none."""
        return self.model_copy(update={"llm_url": None, "llm_model": None})


def load_settings(**overrides: str | Path | float | bool | None) -> Settings:
    """Settings from the environment, with every override that is not None put on top.

    Raises SettingsError naming the variable and what it may hold.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else "?"
        raise SettingsError(
            f"setting {name!r} (BOTHSIDES_{name.upper()}): {first['msg'].lower()}; "
            f"got {first['input']!r}"
        ) from None


def seeds_folder() -> Path:
    """The folder of the articles that come with the project, wherever it is installed."""
    return Path(__file__).resolve().parents[1] / "seeds"
