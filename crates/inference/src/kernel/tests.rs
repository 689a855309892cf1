#![allow(
    unsafe_code,
    reason = "the functions need instructions that each test asks for"
)]

use rten::Value;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

use super::attention::Attention;
use super::dense::{Dense, Quantised, To};
use super::layers::Norm;
use super::onnx::{Linear, Scaling};
use super::simd::{exp, gelu, is_supported, load, store};
use super::*;
use crate::embed::encoder::options;

/// Numbers that look like chance, from -1 to 1, other ones for each seed.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let number = |n: usize| {
        let mixed = (n as u32 ^ seed << 24).wrapping_mul(0x9e37_79b1);
        let mixed = (mixed ^ mixed >> 15).wrapping_mul(0x85eb_ca77);
        (mixed >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(number).collect()
}

/// The greatest distance of two rows.
fn apart(one: &[f32], other: impl IntoIterator<Item = f64>) -> f64 {
    let apart = |(one, other): (&f32, f64)| (f64::from(*one) - other).abs();
    one.iter().zip(other).map(apart).fold(0.0, f64::max)
}

#[test]
fn blocks_are_even_and_cover_all_rows() {
    let check = |rows: usize, expect: &[(usize, usize)]| {
        assert_eq!(blocks(rows).collect::<Vec<_>>(), expect, "{rows}");
    };
    check(0, &[]);
    check(1, &[(0, 1)]);
    check(6, &[(0, 6)]);
    check(7, &[(0, 3), (3, 4)]);
    check(22, &[(0, 5), (5, 6), (11, 5), (16, 6)]);
}

/// What a function of vectors gives for each of some numbers.
fn each(
    function: unsafe fn(std::arch::x86_64::__m512) -> std::arch::x86_64::__m512,
    numbers: &[f32],
) -> Vec<f32> {
    let mut results = numbers.to_vec();
    for numbers in results.as_chunks_mut().0 {
        // SAFETY: the caller has asked whether the processor has the instructions.
        unsafe { store(numbers, function(load(numbers))) };
    }
    results
}

#[test]
fn functions_are_as_exact_as_they_say() {
    if !is_supported() {
        return;
    }
    let over = |range: f32| -> Vec<f32> { numbers(1 << 18, 1).iter().map(|x| x * range).collect() };
    let places = over(87.0);
    let powers = each(|x| unsafe { exp(x) }, &places);
    for (place, power) in places.iter().zip(powers) {
        let error = f64::from(power) / f64::from(*place).exp() - 1.0;
        assert!(error.abs() < 2e-7, "{place}: {error}");
    }
    let places = over(12.0);
    let results = each(|x| unsafe { gelu(x) }, &places);
    for (place, result) in places.iter().zip(results) {
        let error = f64::from(result) - exact_gelu(f64::from(*place));
        assert!(error.abs() < 1e-6, "{place}: {error}");
    }
}

/// By the series of the normal distribution (Abramowitz & Stegun 1964, 26.2.11), to 300 terms.
fn exact_gelu(x: f64) -> f64 {
    if x.abs() > 12.0 {
        return x.max(0.0);
    }
    let (mut term, mut sum, mut odd) = (x, 0.0, 1.0);
    while odd < 600.0 {
        sum += term;
        odd += 2.0;
        term *= x * x / odd;
    }
    let density = (-0.5 * x * x).exp() / (2.0 * std::f64::consts::PI).sqrt();
    x * (0.5 + density * sum)
}

fn linear(inputs: usize, outputs: usize) -> Linear {
    let weights = numbers(inputs * outputs, 1).into_iter();
    Linear {
        factors: Some(numbers(inputs, 2).iter().map(|x| x + 2.0).collect()),
        weights: weights.map(|x| (x * 127.4) as i8 as u8).collect(),
        scales: numbers(outputs, 3)
            .iter()
            .map(|x| (x + 1.5) / 100.0)
            .collect(),
        bias: numbers(outputs, 4),
    }
}

/// What `Linear` gives for `x`, number by number; the sums are exact.
fn exact_linear(linear: &Linear, x: &[f32], width: usize) -> Vec<f64> {
    let factors = linear.factors.as_ref().unwrap();
    let outputs = linear.scales.len();
    let mut y = Vec::new();
    for row in x.chunks(width) {
        let row: Vec<f32> = row.iter().zip(factors).map(|(x, by)| x * by).collect();
        let most = row.iter().fold(0_f32, |most, x| most.max(x.abs()));
        let scale = if most > 0.0 { 127.0 / most } else { 0.0 };
        // Whole numbers, which f64 adds exactly.
        let steps = row.iter().map(|x| f64::from((x * scale).round_ties_even()));
        let steps: Vec<f64> = steps.collect();
        for output in 0..outputs {
            let weight = |input: usize| f64::from(linear.weights[input * outputs + output] as i8);
            let sum: f64 = (0..width).map(|input| steps[input] * weight(input)).sum();
            let scale = f64::from(linear.scales[output]) * f64::from(most / 127.0);
            y.push(sum * scale + f64::from(linear.bias[output]));
        }
    }
    y
}

#[test]
fn dense_layers_are_exact() {
    if !is_supported() {
        return;
    }
    let check = |rows: usize, inputs: usize, outputs: usize| {
        let linear = linear(inputs, outputs);
        let dense = Dense::new(&linear, inputs, outputs).unwrap();
        let mut x = numbers(rows * inputs, 5);
        // A row of zeros has no step.
        x[..inputs].fill(0.0);
        let exact = exact_linear(&linear, &x, inputs);
        let before = numbers(rows * outputs, 6);
        let apply = |to: To| {
            let mut y = before.clone();
            // SAFETY: the processor has the instructions.
            unsafe { dense.apply(&x, to, &mut y, &mut Quantised::default()) };
            y
        };
        // One more or less in a sum of up to 100,000 is 1e-4, and f32 errs by less than 1e-5.
        assert!(apart(&apply(To::Keep), exact.iter().copied()) < 5e-5);
        assert!(apart(&apply(To::Gelu), exact.iter().map(|&y| exact_gelu(y))) < 5e-5);
        let sums = exact
            .iter()
            .zip(&before)
            .map(|(y, before)| y + f64::from(*before));
        assert!(apart(&apply(To::Add), sums) < 5e-5);
    };
    for rows in 1..=13 {
        check(rows, 64, 128);
    }
    check(7, HIDDEN, 3 * HIDDEN);
    check(3, INNER, HIDDEN);
}

#[test]
fn norms_are_exact() {
    if !is_supported() {
        return;
    }
    let (scale, shift) = (numbers(HIDDEN, 1), numbers(HIDDEN, 2));
    let mut states = numbers(3 * HIDDEN, 3);
    let mut exact = Vec::new();
    for row in states.chunks(HIDDEN) {
        let row: Vec<f64> = row.iter().map(|&x| f64::from(x)).collect();
        let mean = row.iter().sum::<f64>() / HIDDEN as f64;
        let variance = row.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / HIDDEN as f64;
        let by = scale.iter().zip(&shift);
        exact.extend(row.iter().zip(by).map(|(x, (scale, shift))| {
            (x - mean) / variance.sqrt() * f64::from(*scale) + f64::from(*shift)
        }));
    }
    let norm = Norm::new(Scaling { scale, shift }).unwrap();
    // SAFETY: the processor has the instructions.
    unsafe { norm.apply(&mut states) };
    let error = apart(&states, exact);
    assert!(error < 1e-6, "{error}");
}

#[test]
fn attention_is_exact() {
    if !is_supported() {
        return;
    }
    let mut attention = Attention::default();
    let mut check = |tokens: usize| {
        let projected: Vec<f32> = numbers(tokens * 3 * HIDDEN, 7)
            .iter()
            .map(|x| x * 3.0)
            .collect();
        let mut mixed = vec![0.0; tokens * HIDDEN];
        // SAFETY: the processor has the instructions.
        unsafe { attention.apply(&projected, &mut mixed) };
        let at = |token: usize, kind: usize, n: usize| {
            f64::from(projected[(token * 3 + kind) * HIDDEN + n])
        };
        let exact = (0..tokens * HIDDEN).map(|place| {
            let (token, n) = (place / HIDDEN, place % HIDDEN);
            let head = n / HEAD_WIDTH * HEAD_WIDTH;
            let product = |other: usize| -> f64 {
                let numbers = head..head + HEAD_WIDTH;
                numbers.map(|n| at(token, 0, n) * at(other, 1, n)).sum()
            };
            let shares: Vec<f64> = (0..tokens).map(|other| product(other).exp()).collect();
            let values = (0..tokens).map(|other| shares[other] * at(other, 2, n));
            values.sum::<f64>() / shares.iter().sum::<f64>()
        });
        let error = apart(&mixed, exact.collect::<Vec<_>>());
        assert!(error < 1e-4, "{tokens}: {error}");
    };
    // Longer ones first: what they leave behind must not be seen.
    for tokens in [40, 33, 22, 16, 7, 1] {
        check(tokens);
    }
}

/// The first part of the slot model has one layer; what `rten` makes of it is the same up to the
/// order of sums.
#[test]
fn one_layer_gives_what_rten_gives() {
    const LOWER: &[u8] = include_bytes!("../../model/slots/lower.onnx");
    let Some(own) = Network::read(LOWER).unwrap() else {
        return;
    };
    let other = options().load_static_slice(LOWER).unwrap();
    let text = |tokens: u32, first: u32| (0..tokens).map(|n| first + 37 * n).collect::<Vec<u32>>();
    let texts = [text(5, 1000), text(22, 2000), text(48, 3000)];
    let rows: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
    let encode = |rows: &[&[u32]]| {
        let lengths: Vec<usize> = rows.iter().map(|row| row.len()).collect();
        let mut states = own.embed(rows).unwrap();
        own.run(&mut states, &lengths);
        states
    };
    let together = encode(&rows);
    let mut rest = &together[..];
    for text in &texts {
        let ids = NdTensor::from_fn([1, text.len()], |[_, n]| text[n] as i32);
        let mask = NdTensor::<i32, 2>::full([1, text.len()], 1);
        let node = |name: &str| other.node_id(name).unwrap();
        let inputs: Vec<(_, Value)> = vec![
            (node("input_ids"), ids.into()),
            (node("attention_mask"), mask.into()),
            (node("step"), NdTensor::from(1.0_f32 / 127.0).into()),
            (node("zero"), NdTensor::from(128_u8).into()),
        ];
        let inputs = inputs.into_iter().map(|(node, value)| (node, value.into()));
        let [above] = other
            .run_n(inputs.collect(), [node("above")], None)
            .unwrap();
        let above: NdTensor<f32, 3> = above.try_into().unwrap();
        let beside;
        (beside, rest) = rest.split_at(text.len() * HIDDEN);
        let error = apart(beside, above.iter().map(|&x| f64::from(x)));
        assert!(error < 1e-5, "{} tokens: {error}", text.len());
        assert_eq!(encode(&[text]), beside);
    }
}

#[test]
fn what_is_no_network_is_refused() {
    let check = |result: Result<Option<Network>, types::Error>| assert!(result.is_err());
    check(Network::read(b"not a network"));
    check(Network::read(include_bytes!("../../model/tiny/model.onnx")));
    let linear = linear(64, 64);
    assert!(Dense::new(&linear, 64, 128).is_err());
}
