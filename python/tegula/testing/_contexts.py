"""What code raises, warns of and leaves behind."""

import contextlib
import gc
import os
import re
import shutil
import tempfile
import unittest
import warnings
from functools import wraps

_case = unittest.TestCase()
_case.maxDiff = None


def assert_raises(exception_class, *args, **kwargs):
    """Fails unless calling a function, or a `with` block, raises the exception."""
    __tracebackhide__ = True
    return _case.assertRaises(exception_class, *args, **kwargs)


def assert_raises_regex(exception_class, expected_regexp, *args, **kwargs):
    """The same, and the message must match `expected_regexp`."""
    __tracebackhide__ = True
    return _case.assertRaisesRegex(exception_class, expected_regexp, *args, **kwargs)


@contextlib.contextmanager
def _recorded(check):
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        yield
        check(found)


def _called_or_context(context, args, kwargs):
    if not args:
        return context
    with context:
        return args[0](*args[1:], **kwargs)


def assert_warns(warning_class, *args, **kwargs):
    """Fails unless a function, or a `with` block, warns of that class; returns the function's result."""
    name = f" when calling {args[0].__name__}" if args else ""

    def check(found):
        if not any(issubclass(w.category, warning_class) for w in found):
            raise AssertionError(f"{warning_class} not raised" + (name and name.replace("raised", "")))

    return _called_or_context(_recorded(check), args, kwargs)


def assert_no_warnings(*args, **kwargs):
    """Fails if calling a function, or a `with` block, warns; returns the function's result."""
    name = f" when calling {args[0].__name__}" if args else ""

    def check(found):
        if found:
            raise AssertionError(f"Got warnings{name}: {found}")

    return _called_or_context(_recorded(check), args, kwargs)


class clear_and_catch_warnings(warnings.catch_warnings):
    """`warnings.catch_warnings` that also forgets which warnings the `modules` have shown."""

    class_modules = ()

    def __init__(self, record=False, modules=()):
        self.modules = set(modules) | set(self.class_modules)
        self._shown = {}
        super().__init__(record=record)

    def __enter__(self):
        for module in self.modules:
            registry = getattr(module, "__warningregistry__", None)
            if registry is not None:
                self._shown[module] = registry.copy()
                registry.clear()
        return super().__enter__()

    def __exit__(self, *exc_info):
        super().__exit__(*exc_info)
        for module in self.modules:
            registry = getattr(module, "__warningregistry__", None)
            if registry is not None:
                registry.clear()
                registry.update(self._shown.get(module, {}))


class suppress_warnings:
    """A context, or decorator, in which chosen warnings are not shown; others are shown as usual."""

    def __init__(self, forwarding_rule="always"):
        if forwarding_rule not in {"always", "module", "once", "location"}:
            raise ValueError("unsupported forwarding rule.")
        self._rule = forwarding_rule
        self._filters = []
        self.log = []

    def _add(self, category, message, module, record):
        log = [] if record else None
        pattern = re.compile(message, re.IGNORECASE)
        self._filters.append((category, pattern, module, log))
        return log

    def filter(self, category=Warning, message="", module=None):
        """Keeps warnings of this kind from being shown."""
        self._add(category, message, module, False)

    def record(self, category=Warning, message="", module=None):
        """The same, and returns the list in which they are kept."""
        return self._add(category, message, module, True)

    def __enter__(self):
        self._context = warnings.catch_warnings()
        self._context.__enter__()
        self._seen = set()
        self._show = warnings.showwarning
        warnings.simplefilter("always")
        warnings.showwarning = self._showwarning
        return self

    def __exit__(self, *exc_info):
        warnings.showwarning = self._show
        self._context.__exit__(*exc_info)

    def _showwarning(self, message, category, filename, lineno, *args, **kwargs):
        for kind, pattern, module, log in reversed(self._filters):
            of_module = module is None or (getattr(module, "__file__", None) or "").startswith(filename)
            if issubclass(category, kind) and pattern.match(str(message)) and of_module:
                if log is not None:
                    entry = warnings.WarningMessage(message, category, filename, lineno)
                    log.append(entry)
                    self.log.append(entry)
                return
        key = {
            "always": None,
            "once": (str(message), category),
            "module": (str(message), category, filename),
            "location": (str(message), category, filename, lineno),
        }[self._rule]
        if key is None or key not in self._seen:
            self._seen.add(key)
            self._show(message, category, filename, lineno, *args, **kwargs)

    def __call__(self, function):
        """Runs the function in a fresh context with the same filters."""

        @wraps(function)
        def run(*args, **kwargs):
            with self:
                return function(*args, **kwargs)

        return run


@contextlib.contextmanager
def tempdir(*args, **kwargs):
    """A directory that is gone after the block."""
    path = tempfile.mkdtemp(*args, **kwargs)
    try:
        yield path
    finally:
        shutil.rmtree(path)


@contextlib.contextmanager
def temppath(*args, **kwargs):
    """The path of a file that is gone after the block."""
    handle, path = tempfile.mkstemp(*args, **kwargs)
    os.close(handle)
    try:
        yield path
    finally:
        os.remove(path)


def break_cycles():
    """Collects garbage."""
    gc.collect()


def assert_no_gc_cycles(*args, **kwargs):
    """Fails if a function, or a `with` block, leaves objects that only the garbage collector frees."""
    __tracebackhide__ = True

    @contextlib.contextmanager
    def watch():
        gc.collect()
        enabled, flags = gc.isenabled(), gc.get_debug()
        gc.disable()
        try:
            gc.collect()
            gc.set_debug(gc.DEBUG_SAVEALL)
            yield
            found = gc.collect()
            kept = gc.garbage[:]
        finally:
            gc.garbage.clear()
            gc.set_debug(flags)
            if enabled:
                gc.enable()
        if found:
            raise AssertionError(f"Reference cycles were found: {found} objects were collected, {kept!r}")

    return _called_or_context(watch(), args, kwargs)
