"""The classes of data types: one for each type of elements, whatever its byte order or width."""

from ._core import (
    BFloat16DType,
    BoolDType,
    BytesDType,
    Complex64DType,
    Complex128DType,
    Float16DType,
    Float32DType,
    Float64DType,
    Int8DType,
    Int16DType,
    Int32DType,
    Int64DType,
    ObjectDType,
    StrDType,
    UInt8DType,
    UInt16DType,
    UInt32DType,
    UInt64DType,
)

ByteDType = Int8DType
UByteDType = UInt8DType
ShortDType = Int16DType
UShortDType = UInt16DType
IntDType = Int32DType
UIntDType = UInt32DType
LongDType = Int64DType
ULongDType = UInt64DType

__all__ = [
    "BFloat16DType",
    "BoolDType",
    "ByteDType",
    "BytesDType",
    "Complex64DType",
    "Complex128DType",
    "Float16DType",
    "Float32DType",
    "Float64DType",
    "Int8DType",
    "Int16DType",
    "Int32DType",
    "Int64DType",
    "IntDType",
    "LongDType",
    "ObjectDType",
    "ShortDType",
    "StrDType",
    "UByteDType",
    "UInt8DType",
    "UInt16DType",
    "UInt32DType",
    "UInt64DType",
    "UIntDType",
    "ULongDType",
    "UShortDType",
]
