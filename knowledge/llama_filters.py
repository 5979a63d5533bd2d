"""LlamaIndex's metadata filters in Qdrant Edge's words. Imported by `llama_store` alone."""

from typing import Any

from llama_index.core.vector_stores.types import (
    FilterCondition,
    FilterOperator,
    MetadataFilter,
    MetadataFilters,
)
from qdrant_edge import (
    FieldCondition,
    Filter,
    IsEmptyCondition,
    MatchAny,
    MatchExcept,
    MatchText,
    MatchValue,
    RangeFloat,
)


def edge_filter(filters: MetadataFilters) -> Filter:
    """Nested filters and every operator; a field that is absent matches no condition but `is_empty`."""
    conditions: list[Any] = [
        edge_filter(one) if isinstance(one, MetadataFilters) else _condition(one) for one in filters.filters
    ]
    match filters.condition:
        case FilterCondition.OR:
            return Filter(should=conditions)
        case FilterCondition.NOT:
            return Filter(must_not=conditions)
        case _:
            return Filter(must=conditions)


def _condition(one: MetadataFilter) -> Any:
    key, value = one.key, one.value
    match one.operator:
        case FilterOperator.EQ | FilterOperator.CONTAINS:
            return _equal(key, value)
        case FilterOperator.NE:
            return FieldCondition(key, match=MatchExcept(_many(value)))
        case FilterOperator.GT:
            return FieldCondition(key, range=RangeFloat(gt=_number(one)))
        case FilterOperator.GTE:
            return FieldCondition(key, range=RangeFloat(gte=_number(one)))
        case FilterOperator.LT:
            return FieldCondition(key, range=RangeFloat(lt=_number(one)))
        case FilterOperator.LTE:
            return FieldCondition(key, range=RangeFloat(lte=_number(one)))
        case FilterOperator.IN | FilterOperator.ANY:
            return FieldCondition(key, match=MatchAny(_many(value)))
        case FilterOperator.NIN:
            return FieldCondition(key, match=MatchExcept(_many(value)))
        case FilterOperator.ALL:
            return Filter(must=[_equal(key, each) for each in _many(value)])
        case FilterOperator.TEXT_MATCH | FilterOperator.TEXT_MATCH_INSENSITIVE:
            return FieldCondition(key, match=MatchText(str(value)))
        case FilterOperator.IS_EMPTY:
            return IsEmptyCondition(key)
    raise NotImplementedError(f"EdgeVectorStore has no filter operator {one.operator}.")


def _equal(key: str, value: Any) -> FieldCondition:
    if isinstance(value, float):
        return FieldCondition(key, range=RangeFloat(gte=value, lte=value))
    return FieldCondition(key, match=MatchValue(value))


def _many(value: Any) -> Any:
    return list(value) if isinstance(value, list) else [value]


def _number(one: MetadataFilter) -> float:
    if not isinstance(one.value, int | float):
        raise TypeError(f"The filter {one.key} {one.operator.value} needs a number, not {one.value!r}.")
    return float(one.value)
