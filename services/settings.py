"""What the environment decides: where data live, the key, demo or real. Checked once at start."""

import os
from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.errors import SettingsInvalid
from services.text import N_

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from the environment; every name is documented in deploy/environment.example."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore")

    data_dir: Path = Field(default=ROOT / "var", validation_alias="DATA_DIR")
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    key: str = Field(default="", validation_alias="TIEPDAN_KEY")
    key_file: Path | None = Field(default=None, validation_alias="TIEPDAN_KEY_FILE")
    demo: bool = Field(default=False, validation_alias="TIEPDAN_DEMO")
    time_zone: str = Field(default="Asia/Ho_Chi_Minh", validation_alias="TIEPDAN_TIME_ZONE")
    trusted_proxy: str = Field(default="", validation_alias="TIEPDAN_TRUSTED_PROXY")
    https: bool = Field(default=False, validation_alias="TIEPDAN_HTTPS")

    @property
    def url(self) -> str:
        """The database to use: DATABASE_URL, else one SQLite file in the data folder."""
        if not self.database_url:
            return f"sqlite:///{self.data_dir / 'tiepdan.db'}"
        # Plain postgresql:// means the driver that is installed.
        return self.database_url.replace("postgresql://", "postgresql+psycopg://", 1)

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    def master_key(self) -> bytes:
        """The secret from which every key is derived: environment, key file, or made on first use.

        Raises SettingsInvalid where it is too short or a known default.
        """
        secret = self.key.encode()
        if not secret:
            path = self.key_file or self.data_dir / "secret.key"
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                try:
                    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                except FileExistsError:
                    return self.master_key()
                with os.fdopen(handle, "wb") as file:
                    file.write(os.urandom(32).hex().encode())
            secret = path.read_bytes().strip()
        if len(secret) < 32 or secret.lower() in {b"changeme" * 4, b"0" * 32, b"secret" * 6}:
            raise SettingsInvalid(reason=N_("TIEPDAN_KEY needs at least 32 characters, and not a default"))
        return secret


@lru_cache
def settings() -> Settings:
    """The settings of this process; `settings.cache_clear()` reads the environment again."""
    return Settings()
