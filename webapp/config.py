"""The settings of an installation, read from the environment (prefix `NASTA_`) and checked at start."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class IdentityProvider(BaseModel):
    """An OpenID Connect provider that people can identify with: which claims say what, and what it must prove."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    name: dict[str, str]
    issuer: str
    client_id: str
    client_secret: SecretStr
    scope: str = "openid"
    algorithms: tuple[str, ...] = ("RS256", "PS256", "ES256")
    decryption_keys: Path | None = Field(
        default=None, description="A file; with it tokens must be encrypted."
    )
    accepted_levels: tuple[str, ...] = ()
    second_factor_levels: tuple[str, ...] = ()
    second_factor_methods: tuple[str, ...] = ()
    most_seconds: int = 600
    person_claim: str = "sub"
    kind: str = Field(default="", description="Providers of one kind name one person alike; else its issuer.")
    birth_claim: str | None = None
    municipality_claim: str | None = None
    area_claim: str | None = None
    postcode_claim: str | None = None

    @property
    def may_be_second_factor(self) -> bool:
        """Whether some of its answers prove a second factor."""
        return bool(self.second_factor_levels or self.second_factor_methods)

    @model_validator(mode="after")
    def is_safe(self) -> Self:
        """Refuse what would make identification worthless: no lock on the line, signatures that anyone can make."""
        if not self.issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            raise ValueError("the issuer must be an https address")
        if self.key in ("code", "postcode", "email", "desk"):
            raise ValueError(f"`{self.key}` is a way of its own: give the provider another key")
        if not self.algorithms or any(name == "none" or name.startswith("HS") for name in self.algorithms):
            raise ValueError("name signature algorithms with public keys")
        self.kind = self.kind or self.issuer
        return self


class LayerSource(BaseModel):
    """A layer on a map server that GIS staff may fetch as a new version; nobody else names an address."""

    key: str = Field(pattern=r"^[a-z][a-z0-9-]{0,30}$")
    name: dict[str, str]
    kind: Literal["wfs", "features"]
    url: str = Field(pattern=r"^https?://")
    layer: str
    version: str = "2.0.0"
    output: str = "application/json"


class Settings(BaseSettings):
    """Everything that differs between two cities or two servers. docs/operators.md lists each setting."""

    model_config = SettingsConfigDict(env_prefix="NASTA_", extra="ignore", populate_by_name=True)

    database_url: str = Field(
        validation_alias=AliasChoices("DATABASE_URL", "NASTA_DATABASE_URL", "database_url")
    )
    database_role: str | None = None
    secret_key: SecretStr = SecretStr("development-only")
    environment: Literal["development", "test", "production"] = "development"
    key_folder: Path = Path(".nasta/keys")

    city_name: dict[str, str] = {"fi": "Lappeenranta", "sv": "Villmanstrand", "en": "Lappeenranta"}
    city_code: str = "405"
    accent_colour: str = "#0b5c4a"
    logo_url: str | None = None
    time_zone: str = "Europe/Helsinki"
    metric_crs: int = 3882
    contact_email: str = "osallisuus@nasta.example"

    background_kind: Literal["own", "xyz", "wms", "wmts"] = "own"
    background_url: str | None = None
    background_layer: str | None = None
    background_crs: Literal[3857, 3067] = 3857
    background_matrix_set: str = "WGS84_Pseudo-Mercator"
    background_style: str | None = None
    background_wms_version: Literal["1.1.1", "1.3.0"] = "1.3.0"
    background_attribution: str | None = None

    geocoder_url: str | None = Field(default=None, pattern=r"^https?://.*\{words\}")

    mail_from: str = "nasta@nasta.example"
    smtp_url: str | None = None

    public_url: str | None = None
    proxies: int = 0

    session_idle_minutes: int = 60
    session_hours: int = 8
    sign_in_link_minutes: int = 20
    sign_in_links_of_client: int = 60
    staff_second_factor: Literal["required", "offered"] | None = None
    fresh_minutes: int = Field(default=15, ge=1)
    postcode_people_a_day: int = Field(default=100, ge=1)

    identity_providers: tuple[IdentityProvider, ...] = ()
    layer_sources: tuple[LayerSource, ...] = ()
    files_without_landlock: bool | None = None

    pool_size: int = Field(default=4, ge=3)
    database_seconds: float = 20
    list_seconds: float = 1.0
    tile_memory_mb: int = Field(default=32, ge=0)

    @model_validator(mode="after")
    def production_has_a_secret(self) -> Self:
        """Refuse to serve a city with the key that everyone knows."""
        if self.environment == "production" and self.secret_key.get_secret_value() == "development-only":
            raise ValueError("set NASTA_SECRET_KEY in production")
        return self

    @classmethod
    def from_environment(cls) -> Settings:
        """The settings as the environment has them. Raises ValidationError naming what is missing or wrong."""
        return cls.model_validate({})

    @property
    def address(self) -> str:
        """Where the service is, for mail that is written without a request."""
        return (self.public_url or "http://127.0.0.1:8000").rstrip("/")

    @property
    def requires_second_factor(self) -> bool:
        """Whether officials' pages open only to who has given a second factor: the standard in production."""
        standard = "required" if self.environment == "production" else "offered"
        return (self.staff_second_factor or standard) == "required"

    @property
    def reads_without_landlock(self) -> bool:
        """Whether files are read where the reader's other files cannot be shut to it: never in production unless the city says so."""
        standard = self.environment != "production"
        return standard if self.files_without_landlock is None else self.files_without_landlock

    @property
    def shows_outbox(self) -> bool:
        """Whether mail is shown on the local outbox page instead of being sent: never in production."""
        return self.smtp_url is None and self.environment != "production"

    @property
    def tile_connections(self) -> int:
        """Further connections of a web process for map tiles: half as many as it has threads, that is connections for pages."""
        return self.pool_size // 2

    @property
    def ogc_connections(self) -> int:
        """And for programs at /ogc. Together they leave a thread free for the pages, whatever happens."""
        return max(1, self.pool_size // 4)

    @property
    def psycopg_url(self) -> str:
        """The address as psycopg reads it, for the job queue and the tile pool."""
        return self._as_role().replace("postgresql+psycopg://", "postgresql://", 1)

    @property
    def sqlalchemy_url(self) -> str:
        """The address as SQLAlchemy reads it: always by psycopg 3."""
        return "postgresql+psycopg://" + self._as_role().split("://", 1)[1]

    @property
    def owner_url(self) -> str:
        """The same for the migrations, which make tables and therefore run as the tables' owner."""
        return "postgresql+psycopg://" + self.database_url.split("://", 1)[1]

    def _as_role(self) -> str:
        """The address with `database_role` for its user, where that is set."""
        if not self.database_role:
            return self.database_url
        scheme, rest = self.database_url.split("://", 1)
        return f"{scheme}://{self.database_role}@{rest.rpartition('@')[2]}"
