//! The making of heap types.

use std::ffi::{CString, c_int, c_void};
use std::sync::atomic::{AtomicPtr, Ordering};

use pyo3::ffi::{self, PyMethodDefPointer, PyObject, PyTypeObject};
use pyo3::prelude::*;
use pyo3::types::PyType;

use super::{Any, Args, Raised, Res, owned, slots};

/// Where a type of this module is kept once it has been made. Types live as long as the process.
pub struct TypeCell(AtomicPtr<PyTypeObject>);

impl TypeCell {
    /// A place for a type.
    pub const fn new() -> TypeCell {
        TypeCell(AtomicPtr::new(std::ptr::null_mut()))
    }

    /// Keeps the type for ever.
    pub fn set(&self, class: &Bound<'_, PyType>) {
        self.0.store(class.clone().into_ptr().cast(), Ordering::Relaxed);
    }

    /// The type; null before it has been made.
    #[inline(always)]
    pub fn get(&self) -> *mut PyTypeObject {
        self.0.load(Ordering::Relaxed)
    }

    /// The type as an object.
    pub fn bind<'py>(&self, py: Python<'py>) -> Bound<'py, PyType> {
        // SAFETY: the pointer is a type once the module is initialised.
        unsafe { Bound::from_borrowed_ptr(py, self.get().cast()).cast_into_unchecked() }
    }

    /// True if the object is of exactly this type.
    #[inline(always)]
    pub fn is_exact(&self, object: &Any<'_>) -> bool {
        super::is_exact(object, self.get())
    }

    /// True if the object is of this type or a derived one.
    #[inline(always)]
    pub fn is_instance(&self, object: &Any<'_>) -> bool {
        // SAFETY: both are live objects.
        self.is_exact(object) || unsafe { ffi::PyObject_TypeCheck(object.as_ptr(), self.get()) != 0 }
    }
}

/// Collects the parts of a heap type.
pub struct TypeBuilder {
    name: &'static str,
    doc: &'static str,
    size: usize,
    flags: u64,
    slots: Vec<ffi::PyType_Slot>,
    methods: Vec<ffi::PyMethodDef>,
    getset: Vec<ffi::PyGetSetDef>,
    members: Vec<ffi::PyMemberDef>,
}

fn c_string(text: &str) -> *const std::ffi::c_char {
    CString::new(text).expect("names hold no zero byte").into_raw().cast_const()
}

/// The definition of a method or function, kept for ever.
fn method_def(name: &str, pointer: PyMethodDefPointer, flags: c_int, doc: &str) -> ffi::PyMethodDef {
    ffi::PyMethodDef { ml_name: c_string(name), ml_meth: pointer, ml_flags: flags, ml_doc: c_string(doc) }
}

/// A method's documentation whose signature, if there is one in front, begins with `self`.
fn with_self(name: &str, doc: &str) -> String {
    match doc.strip_prefix(name).and_then(|rest| rest.strip_prefix('(')) {
        Some(rest) if rest.starts_with(')') => format!("{name}($self{rest}"),
        Some(rest) if doc.contains(")\n--\n\n") => format!("{name}($self, {rest}"),
        _ => doc.to_owned(),
    }
}

impl TypeBuilder {
    /// A type with instances of `size` bytes (0: as the base's).
    pub fn new(name: &'static str, size: usize, doc: &'static str) -> TypeBuilder {
        TypeBuilder {
            name,
            doc,
            size,
            flags: (ffi::Py_TPFLAGS_DEFAULT | ffi::Py_TPFLAGS_IMMUTABLETYPE),
            slots: Vec::new(),
            methods: Vec::new(),
            getset: Vec::new(),
            members: Vec::new(),
        }
    }

    /// Python classes may derive from it.
    pub fn subclassable(mut self) -> Self {
        self.flags |= ffi::Py_TPFLAGS_BASETYPE;
        self
    }

    /// Instances may take part in garbage collection: those for which `is_collected` holds, which are allocated
    /// and freed as CPython's collector wants it.
    ///
    /// The type must have its own `tp_dealloc`.
    pub fn collected(
        mut self,
        is_collected: ffi::inquiry,
        traverse: ffi::traverseproc,
        clear: ffi::inquiry,
    ) -> Self {
        self.flags |= ffi::Py_TPFLAGS_HAVE_GC;
        self.slot(ffi::Py_tp_is_gc, is_collected as *mut c_void)
            .slot(ffi::Py_tp_traverse, traverse as *mut c_void)
            .slot(ffi::Py_tp_clear, clear as *mut c_void)
    }

    /// Python code cannot make instances.
    pub fn not_constructible(mut self) -> Self {
        self.flags |= ffi::Py_TPFLAGS_DISALLOW_INSTANTIATION;
        self
    }

    /// A slot, with a pointer made by [`slots`].
    pub fn slot(mut self, slot: c_int, pointer: *mut c_void) -> Self {
        self.slots.push(ffi::PyType_Slot { slot, pfunc: pointer });
        self
    }

    /// A method with any arguments.
    pub fn method<F>(mut self, name: &str, doc: &str, f: F) -> Self
    where
        F: Copy + for<'a, 'py> Fn(&'a Any<'py>, Args<'a, 'py>) -> Res<'py>,
    {
        // SAFETY: the pointer was made for this calling convention.
        let pointer = unsafe {
            PyMethodDefPointer {
                PyCFunctionFastWithKeywords: std::mem::transmute::<
                    *mut c_void,
                    ffi::PyCFunctionFastWithKeywords,
                >(slots::method(f)),
            }
        };
        self.methods.push(method_def(
            name,
            pointer,
            ffi::METH_FASTCALL | ffi::METH_KEYWORDS,
            &with_self(name, doc),
        ));
        self
    }

    /// A method without arguments.
    pub fn noargs<F>(mut self, name: &str, doc: &str, f: F) -> Self
    where
        F: Copy + for<'a, 'py> Fn(&'a Any<'py>) -> Res<'py>,
    {
        // SAFETY: the pointer was made for this calling convention.
        let pointer = unsafe {
            PyMethodDefPointer {
                PyCFunction: std::mem::transmute::<*mut c_void, ffi::PyCFunction>(slots::noargs(f)),
            }
        };
        self.methods.push(method_def(name, pointer, ffi::METH_NOARGS, &with_self(name, doc)));
        self
    }

    /// A method with one argument.
    pub fn one<F>(mut self, name: &str, doc: &str, f: F) -> Self
    where
        F: Copy + for<'a, 'py> Fn(&'a Any<'py>, &'a Any<'py>) -> Res<'py>,
    {
        // SAFETY: the pointer was made for this calling convention.
        let pointer = unsafe {
            PyMethodDefPointer {
                PyCFunction: std::mem::transmute::<*mut c_void, ffi::PyCFunction>(slots::one(f)),
            }
        };
        self.methods.push(method_def(name, pointer, ffi::METH_O, &with_self(name, doc)));
        self
    }

    /// A class method with one argument.
    pub fn class_one<F>(self, name: &str, doc: &str, f: F) -> Self
    where
        F: Copy + for<'a, 'py> Fn(&'a Any<'py>, &'a Any<'py>) -> Res<'py>,
    {
        let mut this = self.one(name, doc, f);
        this.methods.last_mut().expect("just added").ml_flags |= ffi::METH_CLASS;
        this
    }

    /// A read-only attribute.
    pub fn getter<F>(mut self, name: &str, doc: &str, get: F) -> Self
    where
        F: Copy + for<'a, 'py> Fn(&'a Any<'py>) -> Res<'py>,
    {
        // SAFETY: the pointer was made for this calling convention.
        let get = unsafe { std::mem::transmute::<*mut c_void, ffi::getter>(slots::getter(get)) };
        self.getset.push(ffi::PyGetSetDef {
            name: c_string(name),
            get: Some(get),
            set: None,
            doc: c_string(doc),
            closure: std::ptr::null_mut(),
        });
        self
    }

    /// An attribute that can be set.
    pub fn property<F, G>(self, name: &str, doc: &str, get: F, set: G) -> Self
    where
        F: Copy + for<'a, 'py> Fn(&'a Any<'py>) -> Res<'py>,
        G: Copy + for<'a, 'py> Fn(&'a Any<'py>, Option<&'a Any<'py>>) -> Result<(), Raised>,
    {
        let mut this = self.getter(name, doc, get);
        // SAFETY: the pointer was made for this calling convention.
        let set = unsafe { std::mem::transmute::<*mut c_void, ffi::setter>(slots::setter(set)) };
        this.getset.last_mut().expect("just added").set = Some(set);
        this
    }

    /// One of CPython's special members, such as `__weaklistoffset__`.
    pub fn offset(mut self, name: &str, offset: usize) -> Self {
        self.members.push(ffi::PyMemberDef {
            name: c_string(name),
            type_code: ffi::Py_T_PYSSIZET,
            offset: offset as isize,
            flags: ffi::Py_READONLY,
            doc: std::ptr::null(),
        });
        if name == "__vectorcalloffset__" {
            self.flags |= ffi::Py_TPFLAGS_HAVE_VECTORCALL;
        }
        self
    }

    /// Makes the type.
    pub fn build<'py>(
        mut self,
        py: Python<'py>,
        bases: &[&Bound<'py, PyType>],
    ) -> Result<Bound<'py, PyType>, Raised> {
        // SAFETY: all-zero definitions end the tables.
        unsafe {
            self.methods.push(std::mem::zeroed());
            self.getset.push(std::mem::zeroed());
            self.members.push(std::mem::zeroed());
        }
        let tables = [
            (ffi::Py_tp_methods, self.methods.leak().as_mut_ptr().cast::<c_void>()),
            (ffi::Py_tp_getset, self.getset.leak().as_mut_ptr().cast()),
            (ffi::Py_tp_members, self.members.leak().as_mut_ptr().cast()),
        ];
        self.slots.extend(tables.map(|(slot, pfunc)| ffi::PyType_Slot { slot, pfunc }));
        // A class without a text may have a getter of that name for its objects.
        if !self.doc.is_empty() {
            self.slots
                .push(ffi::PyType_Slot { slot: ffi::Py_tp_doc, pfunc: c_string(self.doc).cast_mut().cast() });
        }
        self.slots.push(ffi::PyType_Slot { slot: 0, pfunc: std::ptr::null_mut() });
        let mut spec = ffi::PyType_Spec {
            name: c_string(self.name),
            basicsize: self.size as c_int,
            itemsize: 0,
            flags: self.flags as _,
            slots: self.slots.as_mut_ptr(),
        };
        let bases: Vec<Any> = bases.iter().map(|b| (*b).clone().into_any()).collect();
        let bases = super::tuple(py, &bases)?;
        let bases_ptr = if bases.len()? == 0 { std::ptr::null_mut::<PyObject>() } else { bases.as_ptr() };
        // SAFETY: the spec is complete; CPython copies the slots and keeps the leaked tables.
        let class = unsafe { owned(py, ffi::PyType_FromSpecWithBases(&raw mut spec, bases_ptr))? };
        // SAFETY: the call makes a type.
        Ok(unsafe { class.cast_into_unchecked() })
    }
}

/// Adds a function to a module.
pub fn add_function<F>(module: &Bound<'_, PyModule>, name: &str, doc: &str, f: F) -> Result<(), Raised>
where
    F: Copy + for<'a, 'py> Fn(Args<'a, 'py>) -> Res<'py>,
{
    // SAFETY: the pointer was made for this calling convention; the definition lives for ever.
    unsafe {
        let pointer = PyMethodDefPointer {
            PyCFunctionFastWithKeywords: std::mem::transmute::<*mut c_void, ffi::PyCFunctionFastWithKeywords>(
                slots::function(f),
            ),
        };
        let def =
            Box::leak(Box::new(method_def(name, pointer, ffi::METH_FASTCALL | ffi::METH_KEYWORDS, doc)));
        // What is not public is pickled by the extension module's name.
        let home = if name.starts_with('_') { "tegula._core" } else { "tegula" };
        let module_name = super::string(module.py(), home);
        let function =
            owned(module.py(), ffi::PyCFunction_NewEx(def, std::ptr::null_mut(), module_name.as_ptr()))?;
        Ok(module.add(name, function)?)
    }
}
