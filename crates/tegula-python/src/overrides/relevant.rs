//! In which arguments functions look for `__array_function__`.

use super::parameters::Parameters;

/// The functions of the package, under the arguments that count, in the order in which they are asked. `x[]` stands
/// for the items of a sequence, `x[?]` for those of what may be one, `x()` for those of a tuple, `x[[]]` for those of nested lists, `*x` and `**x` for all further arguments, and
/// `x=` for an argument that only says who makes the result and is not passed on.
///
/// Names that the package does not have (yet) are passed over.
pub const RELEVANT: &[(&str, &str)] = &[
    ("*args", "broadcast_arrays ix_"),
    ("*args **kwds", "savez savez_compressed"),
    ("*arrays", "common_type"),
    ("*arrays_and_dtypes", "result_type"),
    ("*arys", "atleast_1d atleast_2d atleast_3d"),
    ("*operands", "einsum_path"),
    ("*operands out", "einsum"),
    ("*xi", "meshgrid"),
    ("A", "linalg.matrix_rank"),
    ("A reps", "tile"),
    ("X", "savetxt"),
    (
        "a",
        "apply_over_axes argpartition argsort argwhere array2string array_str copy count_nonzero diagonal \
         expand_dims fill_diagonal flatnonzero full_like linalg.cholesky linalg.det linalg.eig \
         linalg.eigh linalg.eigvals linalg.eigvalsh linalg.inv linalg.matrix_power linalg.pinv linalg.qr \
         linalg.slogdet linalg.svd linalg.tensorinv min_scalar_type moveaxis nanargmax nanargmin ndim \
         nonzero ones_like packbits partition permute_dims ravel real_if_close repeat reshape resize roll \
         rollaxis shape size sort sort_complex squeeze strings.capitalize strings.center strings.decode \
         strings.encode strings.expandtabs strings.ljust strings.lower strings.multiply strings.partition \
         strings.replace strings.rjust strings.rpartition strings.swapcase strings.title \
         strings.translate strings.upper strings.zfill swapaxes transpose unpackbits zeros_like",
    ),
    ("a a_min a_max out min max", "clip"),
    (
        "a b",
        "cross inner kron linalg.lstsq linalg.solve linalg.tensorsolve may_share_memory shares_memory \
         tensordot vdot",
    ),
    ("a b out", "dot outer"),
    ("a b rtol atol", "allclose isclose"),
    ("a bins weights", "histogram histogram_bin_edges"),
    ("a choices[] out", "choose"),
    ("a ind v", "put"),
    ("a mask values", "putmask"),
    (
        "a out",
        "amax amin argmax argmin around cumprod cumsum fft.fft fft.fft2 fft.fftn fft.hfft fft.ifft \
         fft.ifft2 fft.ifftn fft.ihfft fft.irfft fft.irfft2 fft.irfftn fft.rfft fft.rfft2 fft.rfftn max \
         median min nancumprod nancumsum nanmax nanmean nanmedian nanmin nanprod nanstd nansum nanvar \
         prod ptp round sum take trace",
    ),
    ("a prepend append", "diff"),
    ("a q out weights", "nanpercentile nanquantile percentile quantile"),
    ("a v", "convolve correlate"),
    ("a v sorter", "searchsorted"),
    ("a values", "strings.mod"),
    ("a weights", "average"),
    ("a where out", "all any mean"),
    ("a where out mean", "std var"),
    ("a1 a2", "array_equal array_equiv polyadd polymul polysub"),
    ("ar", "unique"),
    ("ar1 ar2", "intersect1d setdiff1d setxor1d union1d"),
    (
        "arr",
        "apply_along_axis array_repr datetime_as_string diag_indices_from save tril_indices_from \
         triu_indices_from",
    ),
    ("arr indices", "take_along_axis"),
    ("arr indices values", "put_along_axis"),
    ("arr mask vals", "place"),
    ("arr obj", "delete"),
    ("arr obj values", "insert"),
    ("arr values", "append"),
    ("array", "broadcast_to pad"),
    ("arrays[[]]", "block"),
    ("arrays[] out", "concat concatenate linalg.multi_dot stack"),
    ("ary indices_or_sections", "array_split dsplit hsplit split vsplit"),
    ("ary to_end to_begin", "ediff1d"),
    ("begindates enddates weekmask holidays out", "busday_count"),
    ("condition a out", "compress"),
    ("condition arr", "extract"),
    ("condition x y", "where"),
    ("condlist[] choicelist[]", "select"),
    ("dates offsets weekmask holidays out", "busday_offset"),
    ("dates weekmask holidays out", "is_busday"),
    ("dst src where", "copyto"),
    ("element test_elements", "isin"),
    ("f *varargs", "gradient"),
    ("filt", "trim_zeros"),
    ("from_", "can_cast"),
    ("indices", "unravel_index"),
    ("keys()", "lexsort"),
    (
        "like=",
        "arange array asanyarray asarray ascontiguousarray asfortranarray empty eye frombuffer fromfile \
         fromfunction fromiter fromstring full genfromtxt identity loadtxt ones require tri zeros",
    ),
    ("m", "flip fliplr flipud rot90 tril triu"),
    ("m y fweights aweights", "cov"),
    ("multi_index[]", "ravel_multi_index"),
    ("n x", "emath.logn"),
    ("p", "polyder polyint unwrap"),
    ("p x", "polyval"),
    ("p[]", "roots"),
    ("prototype", "empty_like"),
    ("sample[?] bins[?] weights", "histogramdd"),
    ("seq_of_zeros[]", "poly"),
    ("start stop", "geomspace linspace"),
    ("start stop base", "logspace"),
    ("tup[]", "column_stack dstack hstack vstack"),
    ("u v", "polydiv"),
    ("v", "diag diagflat"),
    ("val", "imag real"),
    (
        "x",
        "emath.arccos emath.arcsin emath.arctanh emath.log emath.log10 emath.log2 emath.sqrt fft.fftshift \
         fft.ifftshift i0 iscomplex iscomplexobj isreal isrealobj lib.stride_tricks.sliding_window_view \
         linalg.cond linalg.diagonal linalg.matrix_norm linalg.matrix_transpose linalg.norm \
         linalg.svdvals linalg.trace linalg.vector_norm matrix_transpose nan_to_num sinc unique_all \
         unique_counts unique_inverse unique_values unstack vander",
    ),
    ("x bins", "digitize"),
    ("x condlist[?]", "piecewise"),
    ("x dtype", "astype"),
    ("x out", "cumulative_prod cumulative_sum fix isneginf isposinf"),
    ("x p", "emath.power"),
    ("x weights", "bincount"),
    ("x xp fp", "interp"),
    ("x y", "corrcoef"),
    ("x y bins() weights", "histogram2d"),
    ("x y w", "polyfit"),
    ("x1 x2", "linalg.cross linalg.matmul linalg.outer linalg.tensordot linalg.vecdot"),
    ("y x", "trapezoid"),
    ("z", "angle"),
];

/// How deep an argument is looked into.
#[derive(Clone, Copy, PartialEq)]
pub enum Depth {
    /// The argument itself.
    Itself,
    /// The items of a sequence.
    Items,
    /// The items, if it has any.
    ItemsIfAny,
    /// The items of a tuple, or anything else itself.
    Tuple,
    /// The items of lists of lists.
    Nested,
}

/// An argument that counts.
#[derive(Clone, Copy)]
pub struct Argument {
    /// Its name.
    pub name: &'static str,
    /// Its place, if it can be given without a name.
    pub place: Option<usize>,
    /// Where to look.
    pub depth: Depth,
}

/// The arguments of one function that count.
#[derive(Default)]
pub struct Relevant {
    /// In the order in which they are asked.
    pub arguments: Vec<Argument>,
    /// The places of those that are looked at themselves, and of those whose items are, one bit each.
    pub places: u64,
    /// The places of those whose items are looked at.
    pub sequences: u64,
    /// Where `*x` begins; beyond all arguments if there is none.
    pub rest: usize,
    /// How many of the arguments are asked before those of `*x`.
    pub before_rest: usize,
    /// The function has `**x`.
    pub named_rest: bool,
    /// The argument only says who makes the result.
    pub like: bool,
}

impl Relevant {
    /// Reads an entry of the table for a function with the given parameters.
    pub fn read(entry: &'static str, parameters: &Parameters) -> Relevant {
        let mut read = Relevant { rest: usize::MAX, ..Relevant::default() };
        for part in entry.split(' ') {
            if part.starts_with("**") {
                read.named_rest = true;
            } else if part.starts_with('*') {
                read.rest = parameters.positional();
                read.before_rest = read.arguments.len();
            } else if let Some(name) = part.strip_suffix('=') {
                read.like = true;
                read.arguments.push(Argument { name, place: None, depth: Depth::Itself });
            } else {
                let (name, depth) = match part.split_once(['[', '(']) {
                    Some((name, ")")) => (name, Depth::Tuple),
                    Some((name, "[]]")) => (name, Depth::Nested),
                    Some((name, "?]")) => (name, Depth::ItemsIfAny),
                    Some((name, _)) => (name, Depth::Items),
                    None => (part, Depth::Itself),
                };
                let place = parameters.place(name).filter(|&place| place < 64);
                let bit = place.map_or(0, |place| 1 << place);
                read.places |= bit;
                if depth != Depth::Itself {
                    read.sequences |= bit;
                }
                read.arguments.push(Argument { name, place, depth });
            }
        }
        read
    }
}
