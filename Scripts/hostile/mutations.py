"""Changes files at random: their bytes, or the values of text that has numbers and strings in it."""
import json
import re

EXTREMES = ["1e999", "-1e999", "-1", "0", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551616",
            "2147483648", "-2147483649", "1e308", "5e-324", "-0.0", "0.1e-400", "NaN", "null", "true", '""', "[]", "{}", '"1"',
            '"\\u0000"', '"\\ud800"', "1" * 400]
NUMBER = re.compile(r"(?<![\w.\"-])-?\d+(\.\d+)?([eE][+-]?\d+)?(?![\w.\"])")
VALUE = re.compile(r"(?<=[:,\[ ])\s*(\"[^\"\n]{0,80}\"|-?\d[\d.eE+-]*|true|false|null)(?=[\s,\]}])")
TOKENS = [b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc3\x28", b"\x1b[31m", b'"', b"{", b"[", b"}", b"]", b",", b"\n", b"\r", b"\t", b"&a *a",
          b"../" * 8, b"%s%n", b"';--", b"\xf0\x9f\x92\xa9", b"\xe2\x80\xae", b"9" * 30]


def bytes_changed(data, dice, tail=None):
    """Data with one to four changes; with `tail`, half of them in the last so many bytes."""
    data = bytearray(data)
    for _ in range(dice.randint(1, 4)):
        if not data:
            break
        low = max(0, len(data) - tail) if tail and dice.random() < 0.5 else 0
        at = dice.randrange(low, len(data))
        length = min(dice.choice([1, 2, 8, 64, 1000]), len(data) - at)
        match dice.randrange(7):
            case 0: data[at] ^= 1 << dice.randrange(8)
            case 1: data[at] = dice.choice([0, 1, 0x7F, 0x80, 0xFE, 0xFF])
            case 2: data[at:at + length] = dice.randbytes(length)
            case 3: del data[at:at + length]
            case 4: data[at:at] = data[at:at + length] * dice.choice([1, 2, 50])
            case 5: data[at:at] = dice.choice(TOKENS)
            case 6: del data[at:]
    return bytes(data)


def values_changed(text, dice):
    """Text in which one to three numbers or values are extremes."""
    for _ in range(dice.randint(1, 3)):
        places = list((NUMBER if dice.random() < 0.6 else VALUE).finditer(text))
        if not places:
            return bytes_changed(text.encode(), dice).decode(errors="replace")
        place = dice.choice(places)
        text = text[:place.start()] + dice.choice(EXTREMES) + text[place.end():]
    return text


def members_changed(document, dice):
    """A JSON document in which members are missing, doubled, of another type, or deep."""
    holders = []

    def walk(value):
        if isinstance(value, (dict, list)) and value:
            holders.append(value)
            for inner in value.values() if isinstance(value, dict) else value:
                walk(inner)

    document = json.loads(json.dumps(document))
    walk(document)
    for _ in range(dice.randint(1, 2)):
        holder = dice.choice(holders) if holders else {}
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not keys:
            continue
        key = dice.choice(keys)
        match dice.randrange(5):
            case 0: del holder[key]
            case 1: holder[key] = dice.choice([None, [], {}, "", -1, 2**63, 1e300, True, "x" * 100_000, ["a"] * 1000, deep(400)])
            case 2: holder[key] = [holder[key]] * 2
            case 3: holder[key] = {"x": holder[key]}
            case 4 if isinstance(holder, list): holder += [holder[key]] * dice.choice([1, 100])
            case _: holder[key] = dice.choice(["\u0000", "\u202e", "é", "e\u0301", "NaN", "../../x", "a'b\"c;--", "\x1b[2J"])
    return document


def deep(levels):
    value = []
    for _ in range(levels):
        value = [value]
    return value


def mutated(data, dice, tail=None):
    """A file changed in one of these ways. Text is also changed by its values."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return bytes_changed(data, dice, tail)
    match dice.randrange(3):
        case 0: return bytes_changed(data, dice, tail)
        case 1: return values_changed(text, dice).encode(errors="replace")
    try:
        return json.dumps(members_changed(json.loads(text), dice), ensure_ascii=dice.random() < 0.5).encode(errors="surrogatepass")
    except (ValueError, RecursionError):
        return values_changed(text, dice).encode(errors="replace")
