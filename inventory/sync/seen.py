"""Which of our rows a run has seen: a sparse bitmap in memory, runs of keys in the chunk's row."""

from collections.abc import Iterable, Iterator

_BLOCK_BITS = 1 << 16
_LOW_7, _MORE = 0x7F, 0x80  # a number is written 7 bits a byte, all but the last byte marked


class SeenKeys:
    """A set of primary keys that takes one bit a key, in blocks, so that it stays small at a million rows."""

    def __init__(self) -> None:
        self._blocks: dict[int, bytearray] = {}
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, key: int) -> bool:
        """Remember `key`; False when it was known already."""
        block = self._block(key >> 16)
        index, bit = (key & 0xFFFF) >> 3, 1 << (key & 7)
        if block[index] & bit:
            return False
        block[index] |= bit
        self._count += 1
        return True

    def update(self, keys: Iterable[int]) -> None:
        self.add_new(keys)

    def add_new(self, keys: Iterable[int]) -> list[int]:
        """Remember `keys`; returns those that were not known, in their order."""
        new: list[int] = []
        number, block = -1, bytearray()
        for key in keys:
            if key >> 16 != number:
                number = key >> 16
                block = self._block(number)
            index, bit = (key & 0xFFFF) >> 3, 1 << (key & 7)
            if not block[index] & bit:
                block[index] |= bit
                new.append(key)
        self._count += len(new)
        return new

    def _block(self, number: int) -> bytearray:
        block = self._blocks.get(number)
        if block is None:
            block = self._blocks[number] = bytearray(_BLOCK_BITS // 8)
        return block

    def __contains__(self, key: int) -> bool:
        block = self._blocks.get(key >> 16)
        return block is not None and bool(block[(key & 0xFFFF) >> 3] & (1 << (key & 7)))


def pack(keys: Iterable[int]) -> bytes:
    """The keys as sorted stretches: for each the gap since the last one and its length, as variable-length integers."""
    out = bytearray()
    end = 0
    for first, length in _stretches(sorted(set(keys))):
        _put(out, first - end)
        _put(out, length)
        end = first + length
    return bytes(out)


def unpack(packed: bytes) -> Iterator[int]:
    """The keys of `pack`, in order."""
    numbers = _numbers(packed)
    end = 0
    for gap in numbers:
        first = end + gap
        end = first + next(numbers)
        yield from range(first, end)


def _stretches(keys: list[int]) -> Iterator[tuple[int, int]]:
    start = 0
    for i in range(1, len(keys) + 1):
        if i == len(keys) or keys[i] != keys[i - 1] + 1:
            yield keys[start], i - start
            start = i


def _put(out: bytearray, number: int) -> None:
    while number > _LOW_7:
        out.append(number & _LOW_7 | _MORE)
        number >>= 7
    out.append(number)


def _numbers(packed: bytes) -> Iterator[int]:
    number, shift = 0, 0
    for byte in packed:
        number |= (byte & _LOW_7) << shift
        shift += 7
        if byte < _MORE:
            yield number
            number, shift = 0, 0
