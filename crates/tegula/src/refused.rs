//! What the compiler refuses, because in NumPy it would be a write that somebody else sees.
//!
//! An element cannot be written while a view is used:
//! ```compile_fail,E0506
//! use tegula::prelude::*;
//! let mut x = arange(3);
//! let view = x.slice(s![1..]);
//! x = zeros(3);
//! assert_eq!(view.len(), 2);
//! ```
//!
//! Nor while the array is iterated over:
//! ```compile_fail,E0502
//! use tegula::prelude::*;
//! let mut x = arange(3);
//! for v in &x {
//!     x[0] += v;
//! }
//! ```
//!
//! The right side of an assignment must not look at its target:
//! ```compile_fail,E0502
//! use tegula::prelude::*;
//! let mut x = arange(4);
//! x.slice_mut(s![1..]).assign(x.slice(s![..-1]));
//! ```
//!
//! A view is used up by what takes it for writing:
//! ```compile_fail,E0382
//! use tegula::prelude::*;
//! let mut x = arange(4);
//! let view = x.view_mut();
//! let (mut left, right) = view.split_at_mut(2, Axis(0));
//! left.assign(&right);
//! let again = view.slice_mut(s![0]);
//! ```
//!
//! Views of rows for writing cannot outlive the view they come from:
//! ```compile_fail,E0499
//! use tegula::prelude::*;
//! let mut x = zeros::<f64>((2, 2));
//! let mut rows = x.axis_iter_mut(Axis(0));
//! let mut first = rows.next().unwrap();
//! x.fill(1.0);
//! first.fill(2.0);
//! ```
//!
//! A view does not outlive its array, neither do its elements:
//! ```compile_fail,E0597
//! use tegula::prelude::*;
//! let slice = {
//!     let x = array![1.0, 2.0];
//!     x.slice(s![1..]).as_slice().unwrap()
//! };
//! assert_eq!(slice, [2.0]);
//! ```
//!
//! A view of foreign memory holds that memory:
//! ```compile_fail,E0505
//! use tegula::prelude::*;
//! let numbers = vec![1, 2, 3];
//! let view = View::from(&numbers[..]);
//! drop(numbers);
//! assert_eq!(view.sum(All), 6);
//! ```
//!
//! What is for reading cannot be written:
//! ```compile_fail,E0594
//! use tegula::prelude::*;
//! let x = arange(3);
//! x.view()[0] = 1;
//! ```
//!
//! Copies first, and all of this runs:
//! ```
//! use tegula::prelude::*;
//! let mut x = arange(4);
//! let before = x.clone(); // shares the elements; `x` gets its own when it is written
//! x.slice_mut(s![1..]).assign(before.slice(s![..-1]));
//! assert_eq!(x, array![0, 0, 1, 2]);
//! ```
