"""The schema of a batch in the words of Spark."""

from __future__ import annotations

#: The types without parameters, by the name that Arrow gives them.
_SIMPLE = {
    "string": "STRING",
    "large_string": "STRING",
    "string_view": "STRING",
    "binary": "BINARY",
    "large_binary": "BINARY",
    "binary_view": "BINARY",
    "bool": "BOOLEAN",
    "int8": "TINYINT",
    "int16": "SMALLINT",
    "int32": "INT",
    "int64": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date32[day]": "DATE",
    "null": "VOID",
}


def spark_ddl(schema: pa.Schema) -> str:
    """The DDL text of an Arrow schema, as `mapInArrow` of Spark takes it.

    Raises `TypeError` for a type that Spark does not have, such as an unsigned integer.
    """
    return ", ".join(f"{_quoted(field.name)} {_ddl_type(field.type)}" for field in schema)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _ddl_type(data_type: pa.DataType) -> str:
    import pyarrow as pa

    simple = _SIMPLE.get(str(data_type))
    if simple is not None:
        return simple
    if pa.types.is_map(data_type):
        return f"MAP<{_ddl_type(data_type.key_type)}, {_ddl_type(data_type.item_type)}>"
    if pa.types.is_list(data_type) or pa.types.is_large_list(data_type):
        return f"ARRAY<{_ddl_type(data_type.value_type)}>"
    if pa.types.is_struct(data_type):
        fields = (data_type.field(i) for i in range(data_type.num_fields))
        parts = (f"{_quoted(field.name)}: {_ddl_type(field.type)}" for field in fields)
        return f"STRUCT<{', '.join(parts)}>"
    if pa.types.is_timestamp(data_type):
        return "TIMESTAMP_NTZ" if data_type.tz is None else "TIMESTAMP"
    if pa.types.is_decimal128(data_type):
        return f"DECIMAL({data_type.precision}, {data_type.scale})"
    raise TypeError(f"Spark does not have the type {data_type}; cast the column first")
