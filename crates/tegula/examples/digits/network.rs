//! The network, its gradient, and its training.

use tegula::linalg::norm;
use tegula::{Result, exp, maximum, prelude::*};

const HIDDEN: usize = 128;
const BATCH: usize = 32;
const RATE: f64 = 0.01;
const MOMENTUM: f64 = 0.9;
const DROPOUT: f64 = 0.3;
const CHECKED_ROWS: usize = 16;
const EPSILON: f64 = 1e-5;

/// The data, parted by chance.
pub struct Split {
    pub x_train: Array<f64>,
    pub y_train: Array<i64>,
    pub x_test: Array<f64>,
    pub y_test: Array<i64>,
}

/// W1, b1, W2, b2; also their velocities and gradients.
pub type Params = [Array<f64>; 4];

/// What the network makes of a batch.
pub struct Forward {
    pub probabilities: Array<f64>,
    hidden: Array<f64>,
    z: Array<f64>,
}

/// Normal weights of the size that keeps signals through ReLU units alike (He).
fn init_weights(n_in: usize, n_out: usize, rng: &mut Generator) -> Array<f64> {
    let std = (2.0 / n_in as f64).sqrt();
    rng.normal(0.0, std, (n_in, n_out))
}

fn init_params(n_features: usize, n_classes: usize, rng: &mut Generator) -> Params {
    let w1 = init_weights(n_features, HIDDEN, rng);
    let w2 = init_weights(HIDDEN, n_classes, rng);
    [w1, zeros(HIDDEN), w2, zeros(n_classes)]
}

/// Zero with probability `p`, else what keeps the mean.
fn dropout_mask(rows: usize, p: f64, rng: &mut Generator) -> Array<f64> {
    rng.random((rows, HIDDEN)).gt(p).astype::<f64>() / (1.0 - p)
}

fn relu(x: &Array<f64>) -> Array<f64> {
    maximum(0, x)
}

fn relu_derivative(x: &Array<f64>) -> Array<f64> {
    x.gt(0).astype()
}

fn softmax(x: &Array<f64>) -> Array<f64> {
    let exp_x = exp(x - x.max(Axis(-1).keepdims()));
    let sum = exp_x.sum(Axis(-1).keepdims());
    exp_x / sum
}

fn categorical_cross_entropy(y_true: &Array<f64>, y_pred: &Array<f64>) -> f64 {
    let y_pred = y_pred.clip(1e-15, 1.0 - 1e-15);
    -(y_true * y_pred.log()).sum(All) / y_true.len() as f64
}

/// Class probabilities, with what the backward pass needs. Without a mask nothing is dropped.
pub fn forward(params: &Params, x: &ArrayRef<f64>, mask: Option<&Array<f64>>) -> Result<Forward> {
    let [w1, b1, w2, b2] = params;
    let z = matmul(x, w1)? + b1;
    let mut hidden = relu(&z);
    if let Some(mask) = mask {
        hidden *= mask;
    }
    let probabilities = softmax(&(matmul(&hidden, w2)? + b2));
    Ok(Forward { probabilities, hidden, z })
}

/// Mean cross-entropy of one batch and its gradient by every parameter.
fn loss_and_gradients(
    params: &Params,
    x: &ArrayRef<f64>,
    target: &Array<f64>,
    mask: &Array<f64>,
) -> Result<(f64, Params)> {
    let [_, _, w2, _] = params;
    let Forward { probabilities, hidden, z } = forward(params, x, Some(mask))?;
    let loss = categorical_cross_entropy(target, &probabilities);
    let d_logits = (probabilities - target) / x.len();
    let d_z = matmul(&d_logits, &w2.t())? * mask * relu_derivative(&z);
    let gradients =
        [matmul(&x.t(), &d_z)?, d_z.sum(Axis(0)), matmul(&hidden.t(), &d_logits)?, d_logits.sum(Axis(0))];
    Ok((loss, gradients))
}

/// A trained network, and how it came about.
pub struct Training {
    pub params: Params,
    /// The loss of every step.
    pub losses: Vec<f64>,
    /// The loss on the held-out data after every epoch.
    pub test_curve: Vec<f64>,
}

/// Trains a fresh network. `progress` gets the epochs done and the mean loss of the last one.
pub fn train(
    data: &Split,
    n_classes: usize,
    epochs: usize,
    seed: u64,
    mut progress: impl FnMut(usize, f64),
) -> Result<Training> {
    let one_hot = eye::<f64>(n_classes);
    let n = data.x_train.len();
    let mut rng = default_rng(seed);
    let mut params = init_params(data.x_train.shape()[1], n_classes, &mut rng);
    let mut velocities = params.each_ref().map(|p| zeros_like(p));
    let (mut losses, mut test_curve) = (Vec::new(), Vec::new());
    for epoch in 0..epochs {
        let first = losses.len();
        let order = default_rng(seed + epoch as u64).permutation(n);
        let (x, y) = (data.x_train.at(&order), data.y_train.at(&order));
        for start in (0..n).step_by(BATCH) {
            let batch = start..(start + BATCH).min(n);
            let (x, y) = (x.slice(s![batch.clone()]), y.slice(s![batch]));
            let mask = dropout_mask(x.len(), DROPOUT, &mut rng);
            let (loss, gradients) = loss_and_gradients(&params, &x, &one_hot.at(&y), &mask)?;
            losses.push(loss);
            for ((param, velocity), gradient) in params.iter_mut().zip(&mut velocities).zip(&gradients) {
                *velocity *= MOMENTUM;
                *velocity -= RATE * gradient;
                *param += &*velocity;
            }
        }
        let test = forward(&params, &data.x_test, None)?;
        test_curve.push(categorical_cross_entropy(&one_hot.at(&data.y_test), &test.probabilities));
        progress(epoch + 1, losses[first..].iter().sum::<f64>() / (losses.len() - first) as f64);
    }
    Ok(Training { params, losses, test_curve })
}

/// Worst relative error of a fresh network's backward pass: its gradients against central differences.
pub fn gradient_error(x: &Array<f64>, y: &Array<i64>, n_classes: usize, seed: u64) -> Result<f64> {
    let mut rng = default_rng(seed);
    let mut params = init_params(x.shape()[1], n_classes, &mut rng);
    let x = x.slice(s![..CHECKED_ROWS]);
    let target = eye::<f64>(n_classes).at(y.slice(s![..CHECKED_ROWS]));
    let mask = dropout_mask(x.len(), DROPOUT, &mut rng);
    let (_, gradients) = loss_and_gradients(&params, &x, &target, &mask)?;
    let loss = |params: &Params| -> Result<f64> {
        Ok(categorical_cross_entropy(&target, &forward(params, &x, Some(&mask))?.probabilities))
    };

    let mut worst = 0.0f64;
    for (which, gradient) in gradients.iter().enumerate() {
        let mut numerical = Vec::with_capacity(gradient.size());
        for i in 0..gradient.size() {
            let mut with = |delta: f64| {
                let element = &mut params[which].as_slice_mut().expect("parameters are contiguous")[i];
                let old = std::mem::replace(element, *element + delta);
                let result = loss(&params);
                params[which].as_slice_mut().expect("parameters are contiguous")[i] = old;
                result
            };
            numerical.push((with(EPSILON)? - with(-EPSILON)?) / (2.0 * EPSILON));
        }
        let numerical = Array::from_shape_vec(gradient.shape(), numerical)?;
        let error = norm(&(&numerical - gradient))? / (norm(&numerical)? + norm(gradient)? + 1e-8);
        worst = worst.max(error);
    }
    Ok(worst)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points around the corners of a triangle.
    fn clouds() -> Split {
        let mut rng = default_rng(5);
        let y = rng.integers(0, 3, 90);
        let x = array![[0.0, 3.0], [3.0, 0.0], [-3.0, -3.0]].at(&y) + rng.normal(0.0, 0.5, (90, 2));
        let (train, test) = (s![..60], s![60..]);
        Split {
            x_train: x.slice(train.clone()).to_array(),
            y_train: y.slice(train).to_array(),
            x_test: x.slice(test.clone()).to_array(),
            y_test: y.slice(test).to_array(),
        }
    }

    #[test]
    fn gradients_are_right() {
        let data = clouds();
        assert!(gradient_error(&data.x_train, &data.y_train, 3, 0).unwrap() < 1e-5);
    }

    #[test]
    fn training_learns() {
        let data = clouds();
        let mut epochs = 0;
        let trained = train(&data, 3, 10, 0, |done, _| epochs = done).unwrap();
        assert_eq!((epochs, trained.losses.len(), trained.test_curve.len()), (10, 20, 10));
        assert!(trained.losses[19] < trained.losses[0] / 4.0);
        let guess = forward(&trained.params, &data.x_test, None).unwrap().probabilities.argmax(Axis(1));
        assert_eq!(guess, data.y_test);
    }
}
