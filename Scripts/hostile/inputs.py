"""Files that were made to do harm: archives, compressed files, tables, JSON, YAML and Parquet."""
import gzip
import io
import json
import os
import random
import struct
import zipfile
import zlib

HISTORY = "Streaming_History_Audio_2025_0.json"


def listen(number=0, **changes):
    row = {
        "ts": f"2025-06-{number % 28 + 1:02}T12:{number % 60:02}:00Z", "ms_played": 1000 + number, "platform": "android",
        "conn_country": "DK", "master_metadata_track_name": f"Song {number}", "master_metadata_album_artist_name": "Artist",
        "master_metadata_album_album_name": "Album", "spotify_track_uri": None, "reason_start": "clickrow", "reason_end": "trackdone",
        "shuffle": False, "skipped": False, "offline": False, "incognito_mode": False,
    }
    return row | changes


def spotify(rows=50):
    return json.dumps([listen(number) for number in range(rows)]).encode()


def plain(number=0, **changes):
    row = {"listener": f"l{number % 5}", "ended_at": f"2025-06-{number % 28 + 1:02}T12:{number % 60:02}:00Z", "ms_played": 1000 + number,
           "track": f"Song {number}", "artist": "Artist", "duration_ms": 200000, "tier": "free", "country": "DK"}
    return row | changes


def ndjson(rows=50):
    return b"".join(json.dumps(plain(number)).encode() + b"\n" for number in range(rows))


def table(rows=50, newline="\n", delimiter=","):
    lines = [delimiter.join(plain())] + [delimiter.join(map(str, plain(number).values())) for number in range(rows)]
    return (newline.join(lines) + newline).encode()


# Zip

def archive(entries, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as zipped:
        for name, data in entries:
            zipped.writestr(name, data)
    return file.getvalue()


def end_record(entries, length, offset):
    return b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, entries, entries, length, offset, 0)


def local(name, data, crc, size):
    return b"PK\3\4" + struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 33, crc, len(data), size, len(name), 0) + name + data


def central(name, data, crc, size, offset):
    head = struct.pack("<HHHHHHIIIHHHHHII", 20, 20, 0, 8, 0, 33, crc, len(data), size, len(name), 0, 0, 0, 0, 0, offset)
    return b"PK\1\2" + head + name


def deflated(pieces):
    """Raw deflate of pieces, with their CRC and length."""
    squeeze, crc, size, packed = zlib.compressobj(9, zlib.DEFLATED, -15), 0, 0, []
    for piece in pieces:
        crc, size = zlib.crc32(piece, crc), size + len(piece)
        packed.append(squeeze.compress(piece))
    return b"".join(packed) + squeeze.flush(), crc, size


def bomb(megabytes, claim=None):
    """A zip whose only entry unpacks to so many MB of blanks; `claim` is the size that it tells."""
    data, crc, size = deflated([b"["] + [b" " * 1_000_000] * megabytes)
    name, told = HISTORY.encode(), size if claim is None else claim
    first = local(name, data, crc, told)
    return first + central(name, data, crc, told, 0) + end_record(1, len(central(name, data, crc, told, 0)), len(first))


def overlapping(entries, rows=20_000):
    """A zip whose entries all have the same bytes."""
    data, crc, size = deflated([spotify(rows)])
    names = [f"Streaming_History_Audio_{number:06}.json".encode() for number in range(entries)]
    first = local(names[0], data, crc, size)
    directory = b"".join(central(name, data, crc, size, 0) for name in names)
    return first + directory + end_record(min(entries, 65_535), len(directory), len(first))


def patched(data, marker, offset, value):
    """A zip in which the bytes at an offset behind each marker are others."""
    data, at = bytearray(data), data.find(marker)
    while at >= 0:
        data[at + offset:at + offset + len(value)] = value
        at = data.find(marker, at + 4)
    return bytes(data)


def encrypted():
    return patched(patched(archive([(HISTORY, spotify())]), b"PK\3\4", 6, b"\1\0"), b"PK\1\2", 8, b"\1\0")


def wrong_checksum():
    return patched(patched(archive([(HISTORY, spotify())]), b"PK\3\4", 14, b"\1\2\3\4"), b"PK\1\2", 16, b"\1\2\3\4")


def link_entry():
    link = zipfile.ZipInfo(HISTORY)
    link.create_system, link.external_attr = 3, 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        zipped.writestr(link, "/etc/passwd")
    return file.getvalue()


def zips():
    """Name, bytes, and the exit codes that are right."""
    whole = archive([(HISTORY, spotify())])
    deep_zip = whole
    for _ in range(20):
        deep_zip = archive([("inner.zip", deep_zip)])
    yield "truncated", whole[:-40], {3}
    yield "half", whole[:len(whole) // 2], {3}
    yield "only its end", end_record(0, 0, 0), {3}
    yield "nothing", b"", {3}
    yield "checksum", wrong_checksum(), {3}
    yield "bomb by ratio", bomb(100), {3}
    yield "bomb of 600 MB", bomb(600), {3}
    yield "bomb that tells 10 bytes", bomb(600, claim=10), {3}
    yield "bomb that tells 4 GB", bomb(1, claim=0xFFFF_FFFE), {3}
    yield "overlap of 400", overlapping(400), {3}
    yield "overlap of 60,000", overlapping(60_000, rows=10), {3}
    yield "501 entries", archive([(f"notes-{number}.txt", b"x") for number in range(501)] + [(HISTORY, spotify())]), {3}
    yield "66,000 entries", archive([(f"{number}.json", b"[]") for number in range(66_000)]), {3}
    yield "encrypted", encrypted(), {3}
    for place in ["../" + HISTORY, "../../../../../../tmp/" + HISTORY, "/tmp/" + HISTORY, "a/../../" + HISTORY]:
        yield f"path {place}", archive([(place, spotify())]), {3}
    yield "escape with backslashes", archive([("..\\..\\" + HISTORY, spotify())]), {3}
    yield "backslashes", archive([("MyData\\" + HISTORY, spotify())]), {0}
    yield "drive", archive([("C:\\MyData\\" + HISTORY, spotify())]), {0, 3}
    yield "a zip in a zip", archive([("inner.zip", whole)]), {0, 3}
    yield "20 zips in one another", deep_zip, {3}
    yield "itself twice", archive([(HISTORY, spotify()), ("inner.zip", whole)]), {0}
    yield "resource forks", archive([("a/" + HISTORY, spotify()), ("__MACOSX/a/._" + HISTORY, b"\0\5\26\7" + b"\0" * 80)]), {0}
    yield "only resource forks", archive([("__MACOSX/._" + HISTORY, b"\0\5\26\7")]), {3}
    yield "symbolic link", link_entry(), {3}
    yield "NUL in a name", patched(whole, HISTORY.encode(), 3, b"\0"), {0, 3}
    yield "control characters in a name", archive([("\x1b[31m\r\n" + HISTORY, b"{")]), {3}
    yield "a name of 60,000 bytes", archive([("a/" * 30_000 + HISTORY, spotify())]), {0, 3}
    yield "a program before it", b"MZ" + b"\x90" * 5000 + whole, {0, 3}
    yield "rubbish behind it", whole + b"\0" * 100_000, {0, 3}
    yield "method 99", patched(patched(whole, b"PK\3\4", 8, b"\x63\0"), b"PK\1\2", 10, b"\x63\0"), {3}
    yield "the directory lies elsewhere", whole[:-6] + b"\xff\xff\xff\x7f\0\0", {3}


# gzip

def compressed_bomb(megabytes):
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    return squeeze.compress(table()) + b"".join(squeeze.compress(b"\n" * 1_000_000) for _ in range(megabytes)) + squeeze.flush()


def gzips():
    whole = gzip.compress(table(2000))
    layers = table()
    for _ in range(30):
        layers = gzip.compress(layers)
    yield "truncated", whole[:-200], {3}
    yield "without its end", whole[:-8], {3}
    yield "ten bytes", whole[:10], {3}
    yield "two bytes", whole[:2], {3}
    yield "checksum", whole[:-8] + b"\1\2\3\4" + whole[-4:], {3}
    yield "bomb of 1 GB", compressed_bomb(1000), {3}
    yield "rubbish behind it", whole + b"rubbish" * 100, {0, 3}
    yield "zeros behind it", whole + b"\0" * 1024, {0, 3}
    yield "two members", gzip.compress(table(100)) + gzip.compress(b"\n".join(table(50).splitlines()[1:]) + b"\n"), {0}
    yield "100,000 empty members", whole + gzip.compress(b"") * 100_000, {0, 3}
    yield "30 layers", layers, {3}
    yield "all flags", b"\x1f\x8b\x08\xff" + whole[4:], {3}
    yield "a zip inside", gzip.compress(archive([("plays.csv", table())])), {3}


# Tables of text

def tables():
    heading = table(0).decode().strip()
    row = table(1).decode().splitlines()[1]
    line = "\n".join
    yield "a line of 1 MB", line([heading, "x" * 1_000_000]).encode(), {3}
    yield "a cell of 1 MB", line([heading, row.replace("Song 0", "x" * 1_000_000)]).encode(), {0, 3}
    yield "a cell of 20 MB", line([heading, row.replace("Song 0", "x" * 20_000_000), row]).encode(), {0, 3}
    yield "a heading of 20 MB", b"x" * 20_000_000, {3}
    yield "100,000 columns", line([",".join([heading] + [f"c{n}" for n in range(100_000)]), row + "," * 100_000]).encode(), {0, 3}
    yield "1,000,000 cells in a row", line([heading, row + "," * 1_000_000]).encode(), {0, 3}
    yield "a column 1,000 times", line([",".join([heading] * 1000), ",".join([row] * 1000)]).encode(), {0, 3}
    yield "NULs", line([heading, row.replace("Song", "So\0ng"), row]).encode(), {0, 3}
    yield "NUL in the heading", line([heading.replace("track", "tr\0ack"), row]).encode(), {3}
    yield "only NULs", b"\0" * 100_000, {3}
    for name, newline in {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}.items():
        yield f"lines that end with {name}", table(50, newline), {0}
    for name, newline in {"LFCR": "\n\r", "NEL": "\x85", "LS": "\u2028", "VT": "\v", "FF": "\f", "CRCRLF": "\r\r\n"}.items():
        yield f"lines that end with {name}", table(50, newline), {0, 3}
    yield "lines of every kind", line([heading, row]).encode() + b"\r\n" + row.encode() + b"\r" + row.encode() + b"\n", {0}
    yield "a quote that stays open over 20 MB", (heading + '\n"' + (row.replace("Song", "Song" * 250) + "\n") * 20_000).encode(), {0, 3}
    yield "200,000 quotes", line([heading, '"' * 200_001, row]).encode(), {0, 3}
    yield "100,000 headings", (heading + "\n").encode() * 100_000, {3}
    yield "only a heading", heading.encode(), {0, 3}
    yield "three byte order marks", b"\xef\xbb\xbf" * 3 + table(), {0, 3}
    yield "UTF-16 of an odd length", table().decode().encode("utf-16")[:-1], {0, 3}
    yield "UTF-16 with half pairs", (heading + "\n").encode("utf-16") + b"\x00\xd8" * 50_000, {0, 3}
    yield "UTF-32", table().decode().encode("utf-32"), {0, 3}
    yield "not UTF-8", table().replace(b"Song", b"S\xf8ng"), {3}
    yield "sep= of nothing", b"sep=\n" + table(), {0, 3}
    yield "sep= of a quote", b'sep="\n' + table(), {0, 3}
    yield "escape sequences", line([heading.replace("track", "\x1b[31mtrack"), row]).encode(), {3}
    for value in ["-1", "1e999", "9223372036854775808", "-9223372036854775808", "NaN", "inf", "0x10", "1e-400", "9" * 5000, "86400001"]:
        yield f"ms_played {value[:24]}", line([heading, row.replace(",1000,", f",{value},"), row]).encode(), {0, 3}
    for value in ["0001-01-01T00:00:00Z", "-9999-01-01", "9999-12-31T23:59:59Z", "292277-01-01T00:00:00Z", "9223372036854775807", "1e300",
                  "-1e19", "2025-02-30T00:00:00Z", "2025-06-01T24:61:61Z", "2025-06-01T00:00:00+99:99", "99999999999", "1" * 1000]:
        yield f"ended_at {value[:24]}", line([heading, row.replace("2025-06-01T12:00:00Z", value), row]).encode(), {0, 3}


# JSON

def documents():
    """Name, bytes, format, and the exit codes that are right."""
    deep, row = 100_000, json.dumps(plain())
    both = ["spotify", "ndjson"]
    for form in both:
        yield "100,000 lists", b"[" * deep, form, {3}
        yield "100,000 closed lists", b"[" * deep + b"]" * deep, form, {3}
        yield "100,000 objects", b'{"a":' * deep + b"1" + b"}" * deep, form, {3}
        yield "5,000,000 lists", b"[" * 5_000_000, form, {3}
        yield "one line of 20 MB", b'[{"x":"' + b"y" * 20_000_000 + b'"}]', form, {3}
        yield "20 MB of blanks", b" " * 20_000_000, form, {3}
        yield "20 MB of commas", b"[" + b"," * 20_000_000 + b"]", form, {3}
        yield "1,000,000 keys", ("{" + ",".join(f'"k{n}":{n}' for n in range(1_000_000)) + "}").encode(), form, {3}
        yield "one key 500,000 times", ("{" + ",".join(['"track":"x"'] * 500_000) + "}").encode(), form, {3}
        yield "1,000,000 numbers", ("[" + ",".join(["1"] * 1_000_000) + "]").encode(), form, {3}
        yield "a number of 1,000,000 digits", b'[{"ms_played":' + b"1" * 1_000_000 + b"}]", form, {3}
        yield "UTF-16", spotify().decode().encode("utf-16"), form, {0, 3}
        yield "NULs", b"\0" * 10_000, form, {3}
        yield "a text that stays open", b'[{"ts":"2025', form, {3}
        yield "half escapes", b'[{"ts":"\\u12"}]', form, {3}
        yield "half pairs", b'[{"track":"\\ud800","artist":"\\udfff"}]', form, {3}
    yield "a deep field", spotify(1)[:-2] + b',"x":' + b"[" * deep + b"]" * deep + b"}]", "spotify", {0, 3}
    yield "a deep field", row[:-1].encode() + b',"x":' + b"[" * deep + b"]" * deep + b"}\n" + ndjson(2), "ndjson", {0, 3}
    yield "a row with 1,000,000 keys more", (row[:-1] + "".join(f',"k{n}":1' for n in range(1_000_000)) + "}\n").encode(), "ndjson", {0, 3}
    for name, value in {"infinite": "1e999", "2^63": "9223372036854775808", "-2^63": "-9223372036854775808", "a list": "[[]]",
                        "NUL": '"\\u0000"', "tiny": "1e-999", "2^53 and a half": "9007199254740992.5"}.items():
        for field in ["ts", "ms_played", "master_metadata_track_name", "shuffle"]:
            text = json.dumps([listen(0, **{field: "@"}), listen(1)]).replace('"@"', value)
            yield f"{field} is {name}", text.encode(), "spotify", {0, 3}


# YAML

def aliases(levels=12, width=10):
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(lines) + f"\ncolumns: *a{levels - 1}\n"


def documents_in_yaml():
    yield "an alias bomb", aliases()
    yield "an alias bomb of keys", aliases().replace("columns: ", "columns: {track: ") .rstrip() + "}\n"
    yield "an alias of itself", "columns: &a {track: *a}\n"
    yield "a list of itself", "columns: &a [*a, *a]\n"
    yield "merges", "a: &a {<<: *a}\ncolumns: {<<: *a}\n"
    yield "100,000 aliases", "a: &a x\ncolumns: [" + ",".join(["*a"] * 100_000) + "]\n"
    yield "100,000 anchors", "columns: [" + ",".join(f"&a{n} x" for n in range(100_000)) + "]\n"
    yield "100,000 lists", "[" * 100_000
    yield "100,000 closed lists", "columns: " + "[" * 100_000 + "]" * 100_000
    yield "100,000 maps", "{a: " * 100_000
    yield "20,000 maps by indentation", "".join(" " * n + "a:\n" for n in range(3000))
    yield "100,000 dashes", "- " * 100_000 + "x\n"
    yield "100,000 questions", "? " * 100_000 + "x\n"
    yield "20 MB of text", "columns: {track: " + "x" * 20_000_000 + "}\n"
    yield "1,000,000 keys", "columns:\n" + "".join(f"  k{n}: v\n" for n in range(1_000_000))
    yield "a key twice", "columns: {track: a, track: b}\ncolumns: {track: c}\n"
    yield "NULs", "columns: {track: a\0b}\n"
    yield "tags", "columns: !!python/object/apply:os.system ['true']\n"
    yield "two documents", "columns: {track: track}\n---\ncolumns: {track: other}\n"
    yield "an escape sequence", 'columns: {"\\e[31mtrack": x}\n'
    yield "tabs", "columns:\n\ttrack: x\n"
    yield "nothing", ""
    yield "a comment of 5 MB", "#" + "x" * 5_000_000
    for value in ["3", "null", "[]", "{}", "true", ".inf", ".nan", "'x'", "2025-01-01", "9223372036854775808", "-1", "1e999", "[[]]", "{a: {b: c}}"]:
        yield f"columns: {value}", f"columns: {value}\nmemory_mb: {value}\nthreads: {value}\nkey: {value}\nmetrics: {value}\n"
        yield f"all is {value}", value + "\n"


# Parquet

def parquet_footer(rows, columns=b"\x15\x00", schema_elements=b"\x19\x1c", groups=b"\x19\x0c"):
    """A Parquet file without data: the metadata are those of Thrift's compact protocol."""
    metadata = b"\x15\x02" + schema_elements + b"\x48\x06schema" + columns + b"\x00" + b"\x16" + varint(rows * 2) + groups + b"\x00"
    return b"PAR1" + metadata + struct.pack("<I", len(metadata)) + b"PAR1"


def varint(number):
    number &= (1 << 64) - 1
    data = b""
    while number >= 128:
        data, number = data + bytes([number & 127 | 128]), number >> 7
    return data + bytes([number])


def parquets(whole):
    yield "no columns", parquet_footer(0)
    yield "no columns, 5 rows", parquet_footer(5)
    yield "no columns, 2^62 rows", parquet_footer(1 << 62)
    yield "2^31 children", parquet_footer(1, columns=b"\x15" + varint((1 << 31) * 2))
    yield "-1 children", parquet_footer(1, columns=b"\x15\x01")
    yield "a list of 2^31 elements", parquet_footer(1, schema_elements=b"\x19\xfc" + varint((1 << 31) - 1))
    yield "2^30 row groups", parquet_footer(1, groups=b"\x19\xfc" + varint(1 << 30))
    yield "only marks", b"PAR1PAR1"
    yield "a footer of 4 GB", whole[:-8] + b"\xff\xff\xff\xffPAR1"
    yield "a footer of 0 bytes", whole[:-8] + b"\0\0\0\0PAR1"
    yield "encrypted", whole[:-4] + b"PARE"
    for share in [0.1, 0.5, 0.9, 0.999]:
        yield f"the first {share:.1%}", whole[:int(len(whole) * share)]
    yield "the end alone", whole[len(whole) // 2:]
    yield "zeros in the middle", whole[:100] + b"\0" * (len(whole) - 2100) + whole[-2000:]
    yield "twice", whole + whole


def special_files(folder):
    """Names of things in a folder that are no plain files."""
    pipes = folder / "pipes"
    pipes.mkdir()
    os.mkfifo(pipes / HISTORY)
    circle = folder / "circle"
    circle.mkdir()
    (circle / "again").symlink_to(circle)
    (circle / HISTORY).symlink_to(circle / HISTORY)
    deep = folder / "deep"
    place = deep
    for _ in range(300):
        place = place / "d"
    place.mkdir(parents=True)
    return {"a folder with a pipe": pipes, "a pipe": pipes / HISTORY, "a folder in itself": circle, "300 folders": deep,
            "zeros without end": "/dev/zero", "nothing": "/dev/null", "a terminal": "/dev/tty", "memory": "/proc/self/mem",
            "a full device": "/dev/full"}


def random_text(seed, length=100_000):
    return random.Random(seed).randbytes(length)
