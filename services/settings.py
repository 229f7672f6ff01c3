"""What the environment decides: where data live, the key, demo or real. Checked once at start."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from services.errors import SettingsInvalid
from services.text import N_

ROOT = Path(__file__).resolve().parent.parent

SSO_IN_PART = N_(
    "single sign-on needs TIEPDAN_OIDC_ISSUER, TIEPDAN_OIDC_CLIENT_ID, TIEPDAN_OIDC_CLIENT_SECRET and "
    "TIEPDAN_PUBLIC_URL together"
)
SSO_UNENCRYPTED = N_("TIEPDAN_OIDC_ISSUER and TIEPDAN_PUBLIC_URL must begin with https://")


@dataclass(frozen=True)
class OpenIdProvider:
    """The provider of single sign-on, and the addresses of ours that it sends people back to."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str
    redirect_uri: str
    signed_out_uri: str

    @property
    def origin(self) -> str:
        """Scheme, host and port of the issuer, for the content policy."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"


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
    public_url: str = Field(default="", validation_alias="TIEPDAN_PUBLIC_URL")
    oidc_issuer: str = Field(default="", validation_alias="TIEPDAN_OIDC_ISSUER")
    oidc_client_id: str = Field(default="", validation_alias="TIEPDAN_OIDC_CLIENT_ID")
    oidc_client_secret: str = Field(default="", validation_alias="TIEPDAN_OIDC_CLIENT_SECRET", repr=False)
    oidc_name: str = Field(default="SSO", validation_alias="TIEPDAN_OIDC_NAME")

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

    def provider(self) -> OpenIdProvider | None:
        """The provider of single sign-on; None where none is named.

        Raises SettingsInvalid where it is named in part, or where codes and secrets would
        travel unencrypted to another machine.
        """
        if not self.oidc_issuer:
            return None
        home = self.public_url.rstrip("/")
        if not (self.oidc_client_id and self.oidc_client_secret and home):
            raise SettingsInvalid(reason=SSO_IN_PART)
        if not (is_safe_address(self.oidc_issuer) and is_safe_address(home)):
            raise SettingsInvalid(reason=SSO_UNENCRYPTED)
        return OpenIdProvider(
            self.oidc_issuer,
            self.oidc_client_id,
            self.oidc_client_secret,
            self.oidc_name,
            f"{home}/single-sign-on/callback",
            f"{home}/sign-in",
        )


def is_safe_address(url: str) -> bool:
    """Whether nobody on the way can read along: https, or this machine itself."""
    parts = urlsplit(url)
    is_here = parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.netloc) and (parts.scheme == "https" or (parts.scheme == "http" and is_here))


@lru_cache
def settings() -> Settings:
    """The settings of this process; `settings.cache_clear()` reads the environment again."""
    return Settings()
