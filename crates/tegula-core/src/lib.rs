//! The untyped foundation of the Tegula array engine.
