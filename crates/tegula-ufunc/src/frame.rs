//! The shapes of a reduction: its operands side by side, and the result.

use tegula_core::{
    DType, Error, Layout, RawArray, Result, Shape, ShapeText, broadcast_shapes, iteration_order,
};

/// A source and the axes that go.
pub(crate) struct Frame<'a> {
    pub source: &'a RawArray,
    pub reduced: &'a [bool],
    /// The reduced axes stay with extent 1.
    pub keepdims: bool,
}

impl Frame<'_> {
    /// The shape of the result.
    fn shape(&self) -> Shape {
        let axes = self.source.shape().iter().zip(self.reduced);
        if self.keepdims {
            axes.map(|(&n, &reduced)| if reduced { 1 } else { n }).collect()
        } else {
            axes.filter(|&(_, &reduced)| !reduced).map(|(&n, _)| n).collect()
        }
    }

    /// Checks the output of the function `name` and the mask, which is returned over the source's shape.
    ///
    /// # Errors
    /// `ValueError` in NumPy's words if a shape does not fit.
    pub fn check(
        &self,
        name: &str,
        out: Option<&RawArray>,
        mask: Option<&RawArray>,
    ) -> Result<Option<RawArray>> {
        let (source, shape) = (self.source.shape(), self.shape());
        if let Some(out) = out
            && out.ndim() != shape.len()
        {
            let hint = if self.keepdims { " (must match the operand's when keepdims=True)" } else { "" };
            return Err(Error::value(format!(
                "output parameter for reduction operation {name} has the wrong number of dimensions: Found {} but \
                 expected {}{hint}",
                out.ndim(),
                shape.len()
            )));
        }
        if mask.is_some_and(|mask| mask.ndim() > source.len()) {
            return Err(Error::value("input operand has more dimensions than allowed by the axis remapping"));
        }
        let over = out.map(|out| self.over_source(out.shape()));
        let shapes = [over.as_deref(), Some(source), mask.map(RawArray::shape)];
        let Ok(whole) = broadcast_shapes(&shapes.into_iter().flatten().collect::<Vec<_>>()) else {
            return Err(Error::value(format!(
                "operands could not be broadcast together with remapped shapes [original->remapped]: {}{} {}",
                out.map_or(String::new(), |out| self.remapped(out.shape())),
                ShapeText(source),
                mask.map_or(String::new(), |mask| format!("{} ", ShapeText(mask.shape())))
            )));
        };
        if let Some(out) = out
            && let Some(axis) = (0..shape.len()).find(|&a| out.shape()[a] == 1 && shape[a] != 1)
        {
            return Err(Error::value(format!(
                "output operand requires a reduction along dimension {axis}, but the reduction is not enabled. The \
                 dimension size of 1 does not match the expected output shape."
            )));
        }
        if whole[..] != *source {
            return Err(Error::value(format!(
                "non-broadcastable operand with shape {} doesn't match the broadcast shape {}",
                ShapeText(source),
                ShapeText(&whole)
            )));
        }
        Ok(mask.map(|mask| {
            let layout = mask.layout.broadcast_to(source).expect("the shapes were broadcast together");
            mask.with_layout(layout)
        }))
    }

    /// The output's extents over the source's axes: 1 where an axis is reduced.
    fn over_source(&self, out: &[usize]) -> Shape {
        let mut next = out.iter();
        let mut extent = |reduced: bool| match reduced && !self.keepdims {
            true => 1,
            false => *next.next().expect("the ranks agree"),
        };
        self.reduced.iter().map(|&reduced| extent(reduced)).collect()
    }

    /// The output's shape as NumPy's messages show it: `(3,4)->(3,newaxis,4) `.
    fn remapped(&self, out: &[usize]) -> String {
        let mut next = out.iter();
        let axes: Vec<String> = self
            .reduced
            .iter()
            .map(|&reduced| match reduced && !self.keepdims {
                true => "newaxis".to_owned(),
                false => next.next().expect("the ranks agree").to_string(),
            })
            .skip_while(|axis| axis == "newaxis")
            .collect();
        format!("{}->({}) ", ShapeText(out), axes.join(","))
    }

    /// A new result, whose axes lie in memory in the order in which source and mask are gone through.
    ///
    /// # Errors
    /// `MemoryError`.
    pub fn result(&self, mask: Option<&RawArray>, dtype: DType) -> Result<RawArray> {
        let position = |axis: usize| self.reduced[..axis].iter().filter(|&&r| self.keepdims || !r).count();
        let strides = [self.source.strides(), mask.map_or(&[], RawArray::strides)];
        // An array without elements has no order to follow.
        let telling = if self.source.size() == 0 { 0 } else { 1 + usize::from(mask.is_some()) };
        let order = iteration_order(self.source.shape(), &strides[..telling]);
        let kept = order.iter().filter(|&&axis| self.keepdims || !self.reduced[axis]);
        let axes: Vec<usize> = kept.map(|&axis| position(axis)).collect();
        RawArray::allocate(Layout::ordered(&self.shape(), dtype.itemsize(), &axes)?, dtype, false)
    }

    /// The result's layout over the source's shape: stride 0 along reduced axes.
    pub fn spread(&self, result: &RawArray) -> Layout {
        let mut layout = Layout { shape: self.source.shape().into(), ..Layout::default() };
        let mut next = 0;
        for &reduced in self.reduced {
            layout.strides.push(if reduced { 0 } else { result.strides()[next] });
            next += usize::from(!reduced || self.keepdims);
        }
        layout
    }
}
