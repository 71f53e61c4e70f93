"""The C interface of bit generators, callable from Python."""

from collections import namedtuple

interface = namedtuple(
    "interface", ["state_address", "state", "next_uint64", "next_uint32", "next_double", "bit_generator"]
)


def prepare_ctypes(addresses):
    """The interface for ctypes; `addresses` are those of the state, of three functions and of the whole."""
    import ctypes

    state, uint64, uint32, double, whole = addresses
    results = [(uint64, ctypes.c_uint64), (uint32, ctypes.c_uint32), (double, ctypes.c_double)]
    functions = [
        ctypes.cast(address, ctypes.CFUNCTYPE(result, ctypes.c_void_p)) for address, result in results
    ]
    return interface(state, ctypes.c_void_p(state), *functions, ctypes.c_void_p(whole))


def prepare_cffi(addresses):
    """The interface for cffi."""
    try:
        import cffi
    except ImportError as e:
        raise ImportError("cffi cannot be imported.") from e

    ffi = cffi.FFI()
    state, uint64, uint32, double, whole = addresses
    results = [(uint64, "uint64_t"), (uint32, "uint32_t"), (double, "double")]
    functions = [ffi.cast(f"{result} (*)(void *)", address) for address, result in results]
    return interface(state, ffi.cast("void *", state), *functions, ffi.cast("void *", whole))
