"""What every table shares: naming of constraints, column types, the declarative base."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Dialect, Identity, MetaData, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from webapp.texts import Texts

NAMING = {
    "ix": "%(table_name)s_%(column_0_N_name)s_index",
    "uq": "%(table_name)s_%(column_0_N_name)s_unique",
    "ck": "%(table_name)s_%(constraint_name)s",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}

Id = Annotated[int, mapped_column(BigInteger, Identity(always=False), primary_key=True)]
Created = Annotated[datetime, mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())]
Cents = Annotated[int, mapped_column(BigInteger)]


class TextsColumn(TypeDecorator[Texts]):
    """Stores `Texts` as JSONB; empty languages are left out."""

    impl = JSONB(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> dict[str, str] | None:
        return None if value is None else {language: text for language, text in value.items() if text}

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Texts | None:
        return None if value is None else Texts(value)


class Model(DeclarativeBase):
    """Base of all tables. Names of constraints are stable: forms map them to fields, tests name them."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: DateTime(timezone=True),
        str: Text,
        Texts: TextsColumn,
        dict[str, Any]: JSONB,
    }
