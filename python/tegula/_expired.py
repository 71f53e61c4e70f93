"""Names that NumPy had once, and what it says to those who ask for them."""

import warnings

_BUILTIN = (
    "module {module!r} has no attribute {name!r}.\n`np.{name}` was a deprecated alias for the builtin "
    "`{name}`. To avoid "
    "this error in existing code, use `{name}` by itself. Doing this will not modify any behavior and is "
    "safe. {more}\n"
    "The aliases was originally deprecated in NumPy 1.20; for more details and guidance see the original "
    "release note "
    "at:\n    https://numpy.org/devdocs/release/1.20.0-notes.html#deprecations"
)
_SCALAR = "If you specifically wanted the numpy scalar type, use `np.{}` here."
_BUILTINS = {
    "object": "",
    "float": _SCALAR.format("float64"),
    "complex": _SCALAR.format("complex128"),
    "str": _SCALAR.format("str_"),
    "int": "When replacing `np.int`, you may wish to use e.g. `np.int64` or `np.int32` to specify the "
    "precision. If you "
    "wish to review your current use, check the release note link for additional information.",
}

_WARN = "Emit `DeprecationWarning` with `warnings.warn` directly, or use `typing.deprecated`."
_ERRSTATE = "Use the np.errstate context manager instead."
_REMOVED = {
    **{
        name: f"Use `np.{use}` instead."
        for name, use in [
            *(("float_", "float64"), ("complex_", "complex128"), ("longfloat", "longdouble")),
            *(("singlecomplex", "complex64"), ("cfloat", "complex128"), ("longcomplex", "clongdouble")),
            *(
                ("clongfloat", "clongdouble"),
                ("string_", "bytes_"),
                ("unicode_", "str_"),
                ("round_", "round"),
            ),
            *(("Inf", "inf"), ("Infinity", "inf"), ("infty", "inf"), ("PINF", "inf"), ("NaN", "nan")),
            *(("issubsctype", "issubdtype"), ("mat", "asmatrix"), ("alltrue", "all"), ("sometrue", "any")),
            ("recfromtxt", "genfromtxt"),
        ]
    },
    **{
        name: f"It's still available as `np.{home}.{name}`."
        for name, home in [
            *(("add_newdoc", "lib"), ("add_docstring", "lib"), ("DataSource", "lib.npyio")),
            *(("compare_chararrays", "char"), ("format_parser", "rec")),
        ]
    },
    **dict.fromkeys(("deprecate", "deprecate_with_doc"), _WARN),
    **dict.fromkeys(("geterrobj", "seterrobj"), _ERRSTATE),
    "NINF": "Use `-np.inf` instead.",
    "PZERO": "Use `0.0` instead.",
    "NZERO": "Use `-0.0` instead.",
    "cast": "Use `np.asarray(arr, dtype=dtype)` instead.",
    "source": "Use `inspect.getsource` instead.",
    "lookfor": "Search NumPy's documentation directly.",
    "who": "Use an IDE variable explorer or `locals()` instead.",
    "fastCopyAndTranspose": "Use `arr.T.copy()` instead.",
    "set_numeric_ops": "For the general case, use `PyUFunc_ReplaceLoopBySignature`. For ndarray subclasses, "
    "define the "
    "``__array_ufunc__`` method and override the relevant ufunc.",
    "add_newdoc_ufunc": "It's an internal function and doesn't have a replacement.",
    "safe_eval": "Use `ast.literal_eval` instead.",
    "issctype": "Use `issubclass(rep, np.generic)` instead.",
    "issubclass_": "Use `issubclass` builtin instead.",
    "maximum_sctype": "Use a specific dtype instead. You should avoid relying on any implicit mechanism and "
    "select the "
    "largest dtype of a kind explicitly in the code.",
    "obj2sctype": "Use `np.dtype(obj).type` instead.",
    "sctype2char": "Use `np.dtype(obj).char` instead.",
    "sctypes": "Access dtypes explicitly instead.",
    "set_string_function": "Use `np.set_printoptions` instead with a formatter for custom printing of NumPy "
    "objects.",
    "asfarray": "Use `np.asarray` with a proper dtype instead.",
    "tracemalloc_domain": "It's now available from `np.lib`.",
    "recfromcsv": "Use `np.genfromtxt` with comma delimiter instead.",
    "find_common_type": "Use `numpy.promote_types` or `numpy.result_type` instead. To achieve semantics for "
    "the "
    "`scalar_types` argument, use `numpy.result_type` and pass the Python values `0`, `0.0`, or `0j`.",
    "get_array_wrap": "",
    "nbytes": "Use `np.dtype(<dtype>).itemsize` instead.",
    "byte_bounds": "Now it's available under `np.lib.array_utils.byte_bounds`",
}


def refuse(module, name):
    """The error for a name that the module does not have."""
    if name in ("str", "bytes", "object"):
        text = f"In the future `np.{name}` will be defined as the corresponding NumPy scalar."
        warnings.warn(text, FutureWarning, stacklevel=3)
    if name in _BUILTINS:
        text = _BUILTIN.format(module=module, name=name, more=_BUILTINS[name])
        return AttributeError(text, name=None)
    if name in _REMOVED:
        text = f"`np.{name}` was removed in the NumPy 2.0 release. {_REMOVED[name]}"
        return AttributeError(text, name=None)
    return AttributeError(f"module {module!r} has no attribute {name!r}")
