"""What the environment decides: where data live, the key, demo or real. Checked once at start."""

from functools import lru_cache
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Read from the environment; every name is documented in deploy/environment.example."""

    model_config = SettingsConfigDict(env_file=None, extra="ignore")

    data_dir: Path = Field(default=ROOT / "var", validation_alias="DATA_DIR")
    database_url: str = Field(default="", validation_alias="DATABASE_URL")
    key: str = Field(default="", validation_alias="TIEPDAN_KEY")
    old_keys: str = Field(default="", validation_alias="TIEPDAN_OLD_KEYS")
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


@lru_cache
def settings() -> Settings:
    """The settings of this process; `settings.cache_clear()` reads the environment again."""
    return Settings()
