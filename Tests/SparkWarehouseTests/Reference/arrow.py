"""Writes Fixtures/arrow.json: an Arrow stream of every type that is read, by pyarrow, and the values that went in.

    python3 arrow.py > ../Fixtures/arrow.json      (pyarrow 26)
"""
import base64, datetime, decimal, json
import pyarrow as pa

UTC = datetime.timezone.utc
moments = [datetime.datetime(1969, 12, 31, 23, 59, 59, 999999), None, datetime.datetime(2025, 3, 30, 1, 2, 3, 4)]
micros = [-1, None, 1743296523000004]
columns = {
    "nothing": (pa.null(), [None, None, None], [None, None, None]),
    "flag": (pa.bool_(), [True, None, False], [True, None, False]),
    "int8": (pa.int8(), [-128, None, 127], [-128, None, 127]),
    "int16": (pa.int16(), [-32768, None, 32767], [-32768, None, 32767]),
    "int32": (pa.int32(), [-(2**31), None, 2**31 - 1], [-(2**31), None, 2**31 - 1]),
    "int64": (pa.int64(), [-(2**63), None, 2**63 - 1], [-(2**63), None, 2**63 - 1]),
    "uint64": (pa.uint64(), [0, None, 2**63 - 1], [0, None, 2**63 - 1]),
    "float": (pa.float32(), [1.5, None, -0.25], [1.5, None, -0.25]),
    "double": (pa.float64(), [0.1, None, -1e300], [0.1, None, -1e300]),
    "text": (pa.string(), ["Zoë 🎧", None, ""], ["Zoë 🎧", None, ""]),
    "large_text": (pa.large_string(), ["a", None, "bc"], ["a", None, "bc"]),
    "text_view": (pa.string_view(), ["short", None, "longer than twelve bytes"], ["short", None, "longer than twelve bytes"]),
    "day": (pa.date32(), [datetime.date(1970, 1, 2), None, datetime.date(1969, 12, 31)], [1, None, -1]),
    "millis": (pa.timestamp("ms"), [datetime.datetime(1970, 1, 1, 0, 0, 1), None, datetime.datetime(1970, 1, 1)], [1000000, None, 0]),
    "micros": (pa.timestamp("us"), moments, micros),
    "zoned": (pa.timestamp("us", "UTC"), [m and m.replace(tzinfo=UTC) for m in moments], micros),
    "nanos": (pa.timestamp("ns"), moments, micros),
    "whole_decimal": (pa.decimal128(38, 0), [decimal.Decimal(2**62), None, decimal.Decimal(-7)], [2**62, None, -7]),
    "decimal": (pa.decimal128(30, 3), [decimal.Decimal("0.001"), None, decimal.Decimal("-12345678901234567890.123")], [0.001, None, -12345678901234567890.123]),
}
schema = pa.schema([(name, kind) for name, (kind, _, _) in columns.items()])
batch = pa.record_batch([pa.array(values, kind) for kind, values, _ in columns.values()], schema)
sink = pa.BufferOutputStream()
with pa.ipc.new_stream(sink, schema) as writer:
    writer.write_batch(batch)
    writer.write_batch(batch.slice(1, 1))
empty = pa.BufferOutputStream()
with pa.ipc.new_stream(empty, schema) as writer:
    writer.write_batch(batch.slice(0, 0))
print(json.dumps({
    "stream": base64.b64encode(sink.getvalue()).decode(), "empty": base64.b64encode(empty.getvalue()).decode(),
    "columns": [{"name": name, "values": [None if v is None else repr(v) if isinstance(v, float) else str(v).lower() if isinstance(v, bool) else str(v) for v in wanted]} for name, (_, _, wanted) in columns.items()],
}, indent=1, ensure_ascii=False))
