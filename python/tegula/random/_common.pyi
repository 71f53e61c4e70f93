"""The C interface of bit generators, callable from Python."""

from typing import Any, NamedTuple

class interface(NamedTuple):
    state_address: int
    state: Any
    next_uint64: Any
    next_uint32: Any
    next_double: Any
    bit_generator: Any

def prepare_ctypes(addresses: list[int]) -> interface: ...
def prepare_cffi(addresses: list[int]) -> interface: ...
