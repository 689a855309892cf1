//! The encoders that are built in, in our own vector instructions: for x86-64 with AVX-512 and its
//! dot products of bytes (VNNI). Other processors, and models from a folder, run in `rten`.
//!
//! All built-in networks are cuts through one kind of encoder, written by `model/make_model.py`:
//! layers of 12 heads over 384 numbers for each token, with weights of 8 bits and activations that
//! are quantised row by row. Here a network is read from the same ONNX file, by its shape
//! ([`onnx`]), and run with everything between two matrix products done in one pass over each row
//! that is still in the nearest cache. The tokens of several texts stand one below another
//! without padding; only attention knows which belong together. What comes out for a text is the
//! same to the last bit whatever stands beside it.
//!
//! The arithmetic is that of the file, but for the order of sums and the functions erf and exp,
//! whose errors are far below a step of quantisation.

mod attention;
mod dense;
mod heads;
mod layers;
mod network;
mod onnx;
mod simd;

pub(crate) use self::network::Network;

/// Numbers that stand for one token between layers.
pub(crate) const HIDDEN: usize = 384;
/// Attention heads of a layer.
const HEADS: usize = 12;
/// Numbers of a token's query, key or value in one head.
const HEAD_WIDTH: usize = HIDDEN / HEADS;
/// Numbers that stand for one token inside a layer's feed-forward half.
const INNER: usize = 1536;
/// Tokens of the longest text.
const TOKENS_MAX: usize = 256;

/// Cuts `rows` rows into blocks of 1 to 6, as even as can be: as many as a kernel can keep sums of
/// in the 32 vector registers. Gives the first row and the number of rows of each block.
fn blocks(rows: usize) -> impl Iterator<Item = (usize, usize)> {
    let count = rows.div_ceil(6);
    let start = move |n: usize| n * rows / count.max(1);
    (0..count).map(move |n| (start(n), start(n + 1) - start(n)))
}

/// Calls a function that is generic in a number of rows with a number known at run time, 1 to 6.
macro_rules! by_rows {
    ($rows:expr, $object:ident . $function:ident ( $($argument:expr),* )) => {
        match $rows {
            1 => $object.$function::<1>($($argument),*),
            2 => $object.$function::<2>($($argument),*),
            3 => $object.$function::<3>($($argument),*),
            4 => $object.$function::<4>($($argument),*),
            5 => $object.$function::<5>($($argument),*),
            _ => $object.$function::<6>($($argument),*),
        }
    };
}
use by_rows;

#[cfg(test)]
mod tests;
